using System.Management.Automation;
using System.Text.Json.Nodes;

namespace EntraWriteback.StandIn;

/// <summary>
/// One entry of the state's `faults`: { cmdlet, what, when?, skip?, times?, message?, milliseconds? }. `skip` calls pass
/// first, then it strikes `times` times (without: always), before the work or after it.
/// </summary>
public sealed class Fault
{
    private readonly JsonObject said;

    private Fault(JsonObject said) => this.said = said;

    /// <summary>The fault that strikes this call, if any; counts the call.</summary>
    public static Fault? Take(string cmdlet)
    {
        if (!State.Read().Objects("faults").Any(fault => fault.Text("cmdlet").Is(cmdlet))) return null;
        return State.Change(state => state.Objects("faults").Where(fault => fault.Text("cmdlet").Is(cmdlet)).FirstOrDefault(Strikes) is { } found
            ? new Fault((JsonObject)found.DeepClone())
            : null);
    }

    public void Meet(Cmdlet cmdlet, string moment)
    {
        if (said.Text("when", "before") != moment) return;
        var message = said.Text("message", "The stand-in was asked to fail.");
        switch (said.Text("what"))
        {
            case "throw": cmdlet.ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), "StandInFault", ErrorCategory.InvalidOperation, null)); break;
            case "error": throw new NonTerminatingException(new InvalidOperationException(message), "StandInFault");
            case "kill": System.Diagnostics.Process.GetCurrentProcess().Kill(); break;
            case "slow": Thread.Sleep(said.Number("milliseconds") ?? 1000); break;
            case "noise": Console.Out.WriteLine(message); break;
            case var other: throw new NotSupportedException($"No such fault: {other}");
        }
    }

    private static bool Strikes(JsonObject fault)
    {
        if (fault.Number("skip") is > 0 and var skip)
        {
            fault["skip"] = skip - 1;
            return false;
        }
        if (fault.Number("times") is not { } times) return true;
        if (times > 0) fault["times"] = times - 1;
        return times > 0;
    }
}
