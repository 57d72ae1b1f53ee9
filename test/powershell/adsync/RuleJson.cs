using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

/// <summary>A rule as the state file holds it: the property names in camel case, enums by name.</summary>
public static class RuleJson
{
    public static SynchronizationRule Read(JsonObject json)
    {
        var rule = new SynchronizationRule
        {
            Identifier = json.Id("identifier"),
            InternalId = json.Id("internalId"),
            Name = json.Text("name"),
            Version = json.Number("version") ?? 1,
            Description = json.Text("description"),
            ImmutableTag = json.Text("immutableTag"),
            Connector = json.Id("connector"),
            Direction = Enum.Parse<SynchronizationRuleDirection>(json.Text("direction")),
            Disabled = json.Flag("disabled"),
            SourceObjectType = json.Text("sourceObjectType", "group"),
            TargetObjectType = json.Text("targetObjectType", "group"),
            Precedence = json.Number("precedence") ?? 0,
            PrecedenceAfter = json.Id("precedenceAfter"),
            PrecedenceBefore = json.Id("precedenceBefore"),
            LinkType = Enum.Parse<SynchronizationRuleLinkType>(json.Text("linkType", "Join")),
            EnablePasswordSync = json.Flag("enablePasswordSync"),
            SoftDeleteExpiryInterval = TimeSpan.Parse(json.Text("softDeleteExpiryInterval", "00:00:00")),
            IsStandardRule = json.Flag("isStandardRule"),
        };
        foreach (var mapping in json.Objects("attributeFlowMappings")) rule.AttributeFlowMappings.Add(ReadMapping(mapping));
        foreach (var group in Groups(json, "scopeFilter")) rule.ScopeFilter.Add(ReadScope(group));
        foreach (var group in Groups(json, "joinFilter")) rule.JoinFilter.Add(ReadJoin(group));
        return rule;
    }

    public static JsonObject Write(SynchronizationRule rule) => new()
    {
        ["name"] = rule.Name,
        ["identifier"] = rule.Identifier.ToString(),
        ["internalId"] = rule.InternalId.ToString(),
        ["version"] = rule.Version,
        ["description"] = rule.Description,
        ["immutableTag"] = rule.ImmutableTag,
        ["connector"] = rule.Connector.ToString(),
        ["direction"] = rule.Direction.ToString(),
        ["disabled"] = rule.Disabled,
        ["sourceObjectType"] = rule.SourceObjectType,
        ["targetObjectType"] = rule.TargetObjectType,
        ["precedence"] = rule.Precedence,
        ["precedenceAfter"] = rule.PrecedenceAfter.ToString(),
        ["precedenceBefore"] = rule.PrecedenceBefore.ToString(),
        ["linkType"] = rule.LinkType.ToString(),
        ["enablePasswordSync"] = rule.EnablePasswordSync,
        ["softDeleteExpiryInterval"] = rule.SoftDeleteExpiryInterval.ToString(),
        ["isStandardRule"] = rule.IsStandardRule,
        ["attributeFlowMappings"] = new JsonArray(rule.AttributeFlowMappings.Select(mapping => (JsonNode)WriteMapping(mapping)).ToArray()),
        ["scopeFilter"] = Nest(rule.ScopeFilter.Select(group => group.ScopeConditionList.Select(Write))),
        ["joinFilter"] = Nest(rule.JoinFilter.Select(group => group.JoinConditionList.Select(Write))),
    };

    public static JsonObject Write(ScopeCondition condition) => new()
    {
        ["attribute"] = condition.Attribute,
        ["comparisonValue"] = condition.ComparisonValue,
        ["comparisonOperator"] = condition.ComparisonOperator.ToString(),
    };

    public static JsonObject Write(JoinCondition condition) => new()
    {
        ["csAttribute"] = condition.CSAttribute,
        ["mvAttribute"] = condition.MVAttribute,
        ["caseSensitive"] = condition.CaseSensitive,
    };

    private static JsonObject WriteMapping(AttributeFlowMapping mapping) => new()
    {
        ["source"] = new JsonArray(mapping.Source.Select(text => (JsonNode)text).ToArray()),
        ["destination"] = mapping.Destination,
        ["flowType"] = mapping.FlowType.ToString(),
        ["valueMergeType"] = mapping.ValueMergeType.ToString(),
        ["executeOnce"] = mapping.ExecuteOnce,
        ["expression"] = mapping.Expression,
    };

    private static AttributeFlowMapping ReadMapping(JsonObject json) => new()
    {
        Source = json.Texts("source").ToList(),
        Destination = json.Text("destination"),
        FlowType = Enum.Parse<AttributeFlowType>(json.Text("flowType", "Direct")),
        ValueMergeType = Enum.Parse<AttributeValueMergeType>(json.Text("valueMergeType", "Update")),
        ExecuteOnce = json.Flag("executeOnce"),
        Expression = (string?)json["expression"],
    };

    private static ScopeConditionGroup ReadScope(IEnumerable<JsonObject> conditions)
    {
        var group = new ScopeConditionGroup();
        foreach (var json in conditions)
            group.ScopeConditionList.Add(new(json.Text("attribute"), json.Text("comparisonValue"), Enum.Parse<ScopeConditionOperator>(json.Text("comparisonOperator"))));
        return group;
    }

    private static JoinConditionGroup ReadJoin(IEnumerable<JsonObject> conditions)
    {
        var group = new JoinConditionGroup();
        foreach (var json in conditions) group.JoinConditionList.Add(new(json.Text("csAttribute"), json.Text("mvAttribute"), json.Flag("caseSensitive")));
        return group;
    }

    private static IEnumerable<IEnumerable<JsonObject>> Groups(JsonObject json, string name) =>
        (json[name] as JsonArray ?? []).Select(group => (group as JsonArray ?? []).OfType<JsonObject>());

    private static JsonArray Nest(IEnumerable<IEnumerable<JsonObject>> groups) =>
        new(groups.Select(group => (JsonNode)new JsonArray(group.Select(item => (JsonNode)item).ToArray())).ToArray());
}
