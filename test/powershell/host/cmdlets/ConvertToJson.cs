using System.Collections;
using System.Management.Automation;

namespace EntraWriteback.TestHost.Cmdlets;

/// <summary>
/// As 5.1: what lies deeper than -Depth (2 unless told) becomes text without a word, enums become numbers, dates
/// `\/Date(ms)\/`, a TimeSpan an object; one piped element is no array.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
public sealed class ConvertToJson : PSCmdlet
{
    private readonly List<object?> piped = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    protected override void ProcessRecord() => piped.Add(InputObject);

    protected override void EndProcessing()
    {
        if (piped.Count == 0) return;
        var value = piped.Count == 1 ? piped[0] : piped;
        WriteObject(JsonText.Write(Project(value, 0), Compress));
    }

    /// <summary>Down to dictionaries, lists and plain values.</summary>
    private object? Project(object? value, int depth)
    {
        var wrapper = value as PSObject;
        var bare = wrapper?.BaseObject ?? value;
        if (bare is null || bare == System.Management.Automation.Internal.AutomationNull.Value || bare is DBNull) return null;
        if (IsPlain(bare)) return WithNotes(wrapper, bare, depth);
        if (depth > Depth) return LanguagePrimitives.ConvertTo<string>(value);
        return bare switch
        {
            IDictionary map => WithNotes(wrapper, FromMap(map, depth), depth),
            IEnumerable list => WithNotes(wrapper, list.Cast<object?>().Select(item => Project(item, depth + 1)).ToList(), depth),
            _ => FromProperties(wrapper ?? new PSObject(bare), depth),
        };
    }

    private static bool IsPlain(object value) =>
        value is string or decimal or DateTime or DateTimeOffset or Guid or Uri or Enum || value.GetType().IsPrimitive;

    private Dictionary<string, object?> FromMap(IDictionary map, int depth)
    {
        var members = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is not string name) throw new PSArgumentException($"The type '{map.GetType()}' is not supported for serialization: keys must be strings.");
            members[name] = Project(entry.Value, depth + 1);
        }
        return members;
    }

    private Dictionary<string, object?> FromProperties(PSObject value, int depth)
    {
        var members = new Dictionary<string, object?>();
        foreach (var property in value.Properties.Where(property => property.IsGettable))
        {
            if (property is PSScriptProperty or PSCodeProperty && value.BaseObject is not PSCustomObject) continue;
            members[property.Name] = Project(ValueOf(property), depth + 1);
        }
        return members;
    }

    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    /// <summary>Notes that a script hung on a value turn it into `{ value, note … }`: the trap of 5.1, kept.</summary>
    private object? WithNotes(PSObject? wrapper, object? value, int depth)
    {
        var notes = wrapper?.Properties.OfType<PSNoteProperty>().ToList() ?? [];
        if (notes.Count == 0) return value;
        var members = value as Dictionary<string, object?> ?? new() { ["value"] = value };
        foreach (var note in notes) members.TryAdd(note.Name, Project(note.Value, depth + 1));
        return members;
    }
}
