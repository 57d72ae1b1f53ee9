using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EntraWriteback.TestHost.Cmdlets;

/// <summary>As 5.1: an array comes as one object, ISO dates stay text, only `\/Date(ms)\/` becomes a date.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed partial class ConvertFromJson : PSCmdlet
{
    private readonly List<string> lines = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    protected override void ProcessRecord() => lines.Add(InputObject);

    protected override void EndProcessing()
    {
        var text = string.Join('\n', lines);
        if (text.Length == 0) return;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 100 });
            WriteObject(Read(document.RootElement), enumerateCollection: false);
        }
        catch (JsonException problem)
        {
            var invalid = new ArgumentException($"Invalid JSON primitive: {problem.Message}", problem);
            ThrowTerminatingError(new ErrorRecord(invalid, "System.ArgumentException", ErrorCategory.NotSpecified, null));
        }
    }

    private static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => ReadText(element.GetString() ?? ""),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject ReadObject(JsonElement element)
    {
        var made = new PSObject();
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name == "") throw new PSInvalidOperationException("The provided JSON includes a property whose name is an empty string.");
            if (made.Properties[member.Name] is not null)
                throw new PSInvalidOperationException($"Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys '{member.Name}'.");
            made.Properties.Add(new PSNoteProperty(member.Name, Read(member.Value)));
        }
        return made;
    }

    private static object ReadText(string text) =>
        MicrosoftDate().Match(text) is { Success: true } match
            ? DateTime.UnixEpoch.AddMilliseconds(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : text;

    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt32(out var small)) return small;
        if (element.TryGetInt64(out var large)) return large;
        return element.TryGetDecimal(out var exact) ? exact : element.GetDouble();
    }

    [GeneratedRegex(@"^/Date\((-?\d+)\)/$")]
    private static partial Regex MicrosoftDate();
}
