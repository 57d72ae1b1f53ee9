using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace EntraWriteback.StandIn;

/// <summary>
/// What all stand-in cmdlets do: write the call down, meet the faults that the state asks for, then work. Parameters that
/// a test may take away are dynamic, so that Get-Command does not show them either.
/// </summary>
public abstract class StandInCmdlet : PSCmdlet, IDynamicParameters
{
    private readonly RuntimeDefinedParameterDictionary optional = new();

    /// <summary>Name and type of parameters that not every build has.</summary>
    protected virtual IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type>();

    private string CmdletName => MyInvocation.MyCommand.Name;

    public object GetDynamicParameters()
    {
        var state = State.Read();
        var missing = state.Texts("missingParameters").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type) in Optional.Where(pair => !missing.Contains($"{NameOf(GetType())}:{pair.Key}")))
            optional[name] = new RuntimeDefinedParameter(name, type, new Collection<Attribute> { new ParameterAttribute { Mandatory = IsMandatory(state, name) } });
        return optional;
    }

    protected virtual bool IsMandatory(JsonObject state, string parameter) => false;

    protected T? Given<T>(string name) => MyInvocation.BoundParameters.TryGetValue(name, out var value) ? LanguagePrimitives.ConvertTo<T>(value) : default;

    protected bool IsGiven(string name) => MyInvocation.BoundParameters.ContainsKey(name);

    protected abstract void Work();

    protected sealed override void ProcessRecord()
    {
        State.Log(Describe());
        var fault = Fault.Take(CmdletName);
        try
        {
            fault?.Meet(this, "before");
            Work();
            fault?.Meet(this, "after");
        }
        catch (NonTerminatingException problem)
        {
            WriteError(new ErrorRecord(problem.Why, problem.Id, ErrorCategory.WriteError, null));
        }
    }

    /// <summary>Ends the work on this record with an error that leaves the script running, as ADSync's cmdlets do.</summary>
    public static NonTerminatingException Refuse(string message) => new(new InvalidOperationException(message), "StandIn");

    private static string NameOf(Type cmdlet) =>
        cmdlet.GetCustomAttributes(typeof(CmdletAttribute), false) is [CmdletAttribute name] ? $"{name.VerbName}-{name.NounName}" : cmdlet.Name;

    private JsonObject Describe()
    {
        var parameters = new JsonObject();
        foreach (var (name, value) in MyInvocation.BoundParameters) parameters[name] = ToJson(value);
        return new JsonObject { ["cmdlet"] = CmdletName, ["parameters"] = parameters, ["process"] = Environment.ProcessId };
    }

    private static JsonNode? ToJson(object? value)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null => null,
            bool truth => truth,
            int number => number,
            SwitchParameter given => given.IsPresent,
            string text => text,
            IDescribed described => described.Describe(),
            IEnumerable list => new JsonArray(list.Cast<object?>().Select(ToJson).ToArray()),
            _ => bare.ToString(),
        };
    }
}

/// <summary>An object that says more of itself in the list of calls than its type.</summary>
public interface IDescribed
{
    JsonObject Describe();
}

public sealed class NonTerminatingException(Exception why, string id) : Exception(why.Message)
{
    public Exception Why { get; } = why;
    public string Id { get; } = id;
}
