using System.Management.Automation;
using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

[Cmdlet(VerbsCommon.Get, "ADSyncRule")]
public sealed class GetADSyncRule : StandInCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["Identifier"] = typeof(Guid) };

    protected override void Work()
    {
        var rules = State.Read().Objects("rules").Select(RuleJson.Read).ToList();
        if (!IsGiven("Identifier")) WriteObject(rules, enumerateCollection: true);
        else WriteObject(Find(rules, Given<Guid>("Identifier")));
    }

    /// <summary>What the real cmdlet does with an unknown identifier is not known: an error is the harder case.</summary>
    private static SynchronizationRule Find(IEnumerable<SynchronizationRule> rules, Guid identifier) =>
        rules.FirstOrDefault(rule => rule.Identifier == identifier) ?? throw StandInCmdlet.Refuse($"The synchronization rule '{identifier}' was not found.");
}

/// <summary>Creates a rule, or replaces the one of that identifier whole.</summary>
[Cmdlet(VerbsCommon.Add, "ADSyncRule")]
public sealed class AddADSyncRule : StandInCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public SynchronizationRule SynchronizationRule { get; set; } = new();

    protected override void Work() => WriteObject(State.Change(state => RuleJson.Read(RuleStore.Put(state, RuleJson.Write(SynchronizationRule)))));
}

[Cmdlet(VerbsCommon.Remove, "ADSyncRule")]
public sealed class RemoveADSyncRule : StandInCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public SynchronizationRule? SynchronizationRule { get; set; }

    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["Identifier"] = typeof(Guid) };

    protected override void Work() =>
        WriteObject(State.Change(state => RuleJson.Read(RuleStore.Remove(state, SynchronizationRule?.Identifier ?? Given<Guid>("Identifier")))));
}

/// <summary>The engine's own checks when rules change.</summary>
public static class RuleStore
{
    private const string EntraConnector = "b891884f-051e-4a83-95af-2544101c9083";

    /// <summary>All that may differ between a standard rule and its replacement.</summary>
    private static readonly HashSet<string> Switchable = ["disabled", "version"];

    public static JsonObject Put(JsonObject state, JsonObject rule)
    {
        CheckIdle(state);
        if (!state.Objects("connectors").Any(connector => connector.Id("identifier") == rule.Id("connector")))
            throw StandInCmdlet.Refuse($"The connector '{rule.Text("connector")}' of the synchronization rule was not found.");
        var rules = state["rules"]!.AsArray();
        var known = Find(state, rule.Id("identifier"));
        if (known is not null && known.Flag("isStandardRule")) CheckStandard(known, rule);
        PlacePrecedence(state, rule);
        rule["version"] = (known?.Number("version") ?? 0) + 1;
        rule["internalId"] = known?.Text("internalId") ?? Guid.NewGuid().ToString();
        rule["isStandardRule"] = known.Flag("isStandardRule");
        Rewrap(state, rule);
        if (known is null) rules.Add(rule);
        else rules[rules.IndexOf(known)] = rule;
        RequireFullSync(state);
        return rule;
    }

    public static JsonObject Remove(JsonObject state, Guid identifier)
    {
        CheckIdle(state);
        var known = Find(state, identifier) ?? throw StandInCmdlet.Refuse($"The synchronization rule '{identifier}' was not found.");
        if (known.Flag("isStandardRule")) throw StandInCmdlet.Refuse($"The standard rule '{known.Text("name")}' cannot be removed.");
        state["rules"]!.AsArray().Remove(known);
        RequireFullSync(state);
        return known;
    }

    private static JsonObject? Find(JsonObject state, Guid identifier) => state.Objects("rules").FirstOrDefault(rule => rule.Id("identifier") == identifier);

    private static void CheckIdle(JsonObject state)
    {
        if (state.Flag("busy")) throw StandInCmdlet.Refuse("The synchronization engine is busy.");
        if (Cycle.IsRunning(state)) throw StandInCmdlet.Refuse("Configuration changes cannot be made while a synchronization cycle is running.");
    }

    private static void CheckStandard(JsonObject known, JsonObject rule)
    {
        var changed = known.Select(member => member.Key).Where(name => !Switchable.Contains(name) && rule.ContainsKey(name) && !JsonNode.DeepEquals(known[name], rule[name]));
        if (changed.ToList() is [_, ..] names) throw StandInCmdlet.Refuse($"Of the standard rule '{known.Text("name")}' only Disabled can be changed, not {string.Join(", ", names)}.");
    }

    /// <summary>A number is taken over both directions and all connectors. What the engine does then is not known: an error, or all others move up.</summary>
    private static void PlacePrecedence(JsonObject state, JsonObject rule)
    {
        var others = state.Objects("rules").Where(other => other.Id("identifier") != rule.Id("identifier")).ToList();
        var before = rule.Number("precedence") == 0 ? others.FirstOrDefault(other => other.Id("identifier") == rule.Id("precedenceBefore")) : null;
        if (before is not null) rule["precedence"] = before.Number("precedence");
        var wanted = rule.Number("precedence") ?? 0;
        var clash = others.FirstOrDefault(other => other.Number("precedence") == wanted);
        if (clash is not null && before is null && !state.Flag("shiftsPrecedence"))
            throw StandInCmdlet.Refuse($"The precedence {wanted} is used by the synchronization rule '{clash.Text("name")}'.");
        for (var taken = clash; taken is not null; taken = others.FirstOrDefault(other => other != taken && other.Number("precedence") == taken.Number("precedence")))
            taken["precedence"] = taken.Number("precedence") + 1;
    }

    /// <summary>Texts come back with other line breaks than they were sent with; on request also where they had none.</summary>
    private static void Rewrap(JsonObject state, JsonObject rule)
    {
        foreach (var mapping in rule.Objects("attributeFlowMappings").Where(mapping => mapping["expression"] is not null))
        {
            var stored = mapping.Text("expression").Replace("\r\n", "\n");
            mapping["expression"] = state.Flag("rewrapsExpressions") ? stored.Replace(" && ", " &&\r\n      ") : stored;
        }
        rule["description"] = rule.Text("description").Replace("\r\n", "\n");
    }

    private static void RequireFullSync(JsonObject state)
    {
        foreach (var connector in state.Objects("connectors").Where(connector => connector.Text("identifier").Is(EntraConnector))) connector["fullSyncRequired"] = true;
    }
}
