using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

// The names that scripts use (contract: property names seen in public scripts). The numbers behind the enums are not
// known of the real module; these are odd on purpose, so that a number where a name belongs is noticed.
namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

public enum SynchronizationRuleDirection { Inbound = 11, Outbound = 23 }

public enum SynchronizationRuleLinkType { Provision = 31, Join = 43, StickyJoin = 57, JoinNoFlow = 61 }

public enum AttributeFlowType { Direct = 71, Constant = 83, Expression = 97 }

public enum AttributeValueMergeType { Update = 101, Replace = 113, MergeCaseInsensitive = 127, Merge = 131 }

public enum ScopeConditionOperator
{
    EQUAL = 141, NOTEQUAL = 143, LESSTHAN = 145, LESSTHAN_OR_EQUAL = 147, GREATERTHAN = 149, GREATERTHAN_OR_EQUAL = 151,
    CONTAINS = 153, NOTCONTAINS = 155, STARTSWITH = 157, NOTSTARTSWITH = 159, ENDSWITH = 161, NOTENDSWITH = 163,
    ISNULL = 165, ISNOTNULL = 167, ISIN = 169, ISNOTIN = 171, ISBITSET = 173, ISBITNOTSET = 175, ISMEMBEROF = 177, ISNOTMEMBEROF = 179,
}

public sealed class ScopeCondition(string attribute, string comparisonValue, ScopeConditionOperator comparisonOperator) : IDescribed
{
    public string Attribute { get; set; } = attribute;
    public string ComparisonValue { get; set; } = comparisonValue;
    public ScopeConditionOperator ComparisonOperator { get; set; } = comparisonOperator;

    public JsonObject Describe() => RuleJson.Write(this);
}

public sealed class ScopeConditionGroup
{
    internal ScopeConditionGroup() { }

    public List<ScopeCondition> ScopeConditionList { get; } = [];
}

public sealed class JoinCondition(string csAttribute, string mvAttribute, bool caseSensitive) : IDescribed
{
    public string CSAttribute { get; set; } = csAttribute;
    public string MVAttribute { get; set; } = mvAttribute;
    public bool CaseSensitive { get; set; } = caseSensitive;

    public JsonObject Describe() => RuleJson.Write(this);
}

public sealed class JoinConditionGroup
{
    internal JoinConditionGroup() { }

    public List<JoinCondition> JoinConditionList { get; } = [];
    public string JoinHash => string.Join(';', JoinConditionList.Select(join => $"{join.CSAttribute}={join.MVAttribute}"));
}

public sealed class AttributeFlowMapping
{
    internal AttributeFlowMapping() { }

    public List<string> Source { get; internal init; } = [];
    public string Destination { get; set; } = "";
    public AttributeFlowType FlowType { get; set; }
    public AttributeValueMergeType ValueMergeType { get; set; }
    public string? Expression { get; set; }
    public bool ExecuteOnce { get; set; }
    public string MappingSourceAsString => Expression ?? string.Join(',', Source);
}

/// <summary>A live rule: no public constructor, so that no deserialised copy and no hashtable can be turned into one.</summary>
public sealed class SynchronizationRule : IDescribed
{
    internal SynchronizationRule() { }

    public Guid Identifier { get; set; }
    public Guid InternalId { get; internal set; }
    public string Name { get; set; } = "";
    public long Version { get; internal set; }
    public string Description { get; set; } = "";
    public string ImmutableTag { get; set; } = "";
    public Guid Connector { get; set; }
    public SynchronizationRuleDirection Direction { get; set; }
    public bool Disabled { get; set; }
    public string SourceObjectType { get; set; } = "";
    public string TargetObjectType { get; set; } = "";
    public int Precedence { get; set; }
    public Guid PrecedenceAfter { get; set; }
    public Guid PrecedenceBefore { get; set; }
    public SynchronizationRuleLinkType LinkType { get; set; }
    public bool EnablePasswordSync { get; set; }
    public List<JoinConditionGroup> JoinFilter { get; } = [];
    public List<ScopeConditionGroup> ScopeFilter { get; } = [];
    public List<AttributeFlowMapping> AttributeFlowMappings { get; } = [];
    public TimeSpan SoftDeleteExpiryInterval { get; set; }
    public Guid SourceNamespaceId { get; internal set; }
    public Guid TargetNamespaceId { get; internal set; }
    public string VersionAgnosticTag => TagParts().Tag;
    public string TagVersion => TagParts().Version;
    public bool IsStandardRule { get; internal set; }
    public bool IsLegacyCustomRule { get; internal set; }
    public string JoinHash => string.Join('|', JoinFilter.Select(group => group.JoinHash));

    public JsonObject Describe() =>
        new() { ["name"] = Name, ["identifier"] = Identifier.ToString(), ["precedence"] = Precedence, ["disabled"] = Disabled };

    private (string Tag, string Version) TagParts()
    {
        var dot = ImmutableTag.LastIndexOf('.');
        return dot > 0 && int.TryParse(ImmutableTag[(dot + 1)..], out _) ? (ImmutableTag[..dot], ImmutableTag[(dot + 1)..]) : (ImmutableTag, "");
    }
}
