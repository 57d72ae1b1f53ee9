using System.Text;

namespace EntraWriteback.TestHost;

/// <summary>What is asked of the shell, by the flags of pwsh and powershell.exe. Anything else is refused.</summary>
public sealed record Options(string? Command, string? File, IReadOnlyList<string> Arguments, bool NonInteractive)
{
    private static readonly HashSet<string> Switches = ["-nologo", "-noprofile", "-noninteractive", "-mta", "-sta"];
    private static readonly HashSet<string> WithValue = ["-executionpolicy", "-ep", "-outputformat", "-inputformat", "-windowstyle"];

    public static Options Parse(string[] args)
    {
        var nonInteractive = false;
        for (var at = 0; at < args.Length; at++)
        {
            var flag = args[at].ToLowerInvariant();
            if (flag == "-noninteractive") nonInteractive = true;
            if (Switches.Contains(flag)) continue;
            if (WithValue.Contains(flag))
            {
                CheckFormat(flag, ValueAfter(args, at++));
                continue;
            }
            return flag switch
            {
                "-encodedcommand" or "-enc" or "-ec" or "-e" => new(Decode(ValueAfter(args, at)), null, [], nonInteractive),
                "-command" or "-c" => new(CommandText(args[(at + 1)..]), null, [], nonInteractive),
                "-file" or "-f" => new(null, ValueAfter(args, at), args[(at + 2)..], nonInteractive),
                _ => throw new ArgumentException($"The argument '{args[at]}' is not recognized."),
            };
        }
        throw new ArgumentException("Nothing to run: give -Command, -EncodedCommand or -File. This host has no prompt.");
    }

    private static string ValueAfter(string[] args, int at) =>
        at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"Cannot process the command because of a missing parameter. {args[at]} needs a value.");

    /// <summary>Text is what the tests read; CLIXML streams are tested with recorded text instead.</summary>
    private static void CheckFormat(string flag, string value)
    {
        var format = value.ToLowerInvariant();
        if (flag == "-outputformat" && format != "text") throw new ArgumentException("This host writes Text only.");
        if (flag == "-inputformat" && format is not ("text" or "none")) throw new ArgumentException("This host reads Text or None only.");
    }

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.Unicode.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new ArgumentException("Cannot process the command because the value specified with -EncodedCommand is not properly encoded.");
        }
    }

    /// <summary>"-" is a loop that reads statement by statement and loses the last one; nothing here may lean on it.</summary>
    private static string CommandText(string[] rest) =>
        rest is ["-"] ? throw new ArgumentException("-Command - is not supported.") : string.Join(' ', rest);
}
