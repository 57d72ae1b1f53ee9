using System.Management.Automation;
using System.Xml.Linq;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

/// <summary>Writes the folder that Microsoft's configuration documenter reads, in the form of a real export.</summary>
[Cmdlet(VerbsCommon.Get, "ADSyncServerConfiguration")]
public sealed class GetADSyncServerConfiguration : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    protected override void Work()
    {
        var state = State.Read();
        var folder = System.IO.Path.GetFullPath(Path);
        foreach (var rule in state.Objects("rules").Select(RuleJson.Read)) Save(folder, "SynchronizationRules", $"SynchronizationRule_{rule.Identifier}", ToXml(rule));
        foreach (var connector in state.Objects("connectors"))
            Save(folder, "Connectors", $"Connector_{Braced(connector.Id("identifier"))}", new XElement("ma-data",
                new XElement("id", Braced(connector.Id("identifier")).ToUpperInvariant()),
                new XElement("name", connector.Text("name")),
                new XElement("category", connector.Text("type") == "AD" ? "AD" : "Extensible2"),
                new XElement("subtype", connector.Text("subType"))));
        Save(folder, "GlobalSettings", "MV", new XElement("saved-mv-configuration", new XElement("mv-data", new XElement("parameter-values",
            GlobalSettings.Read(state).Parameters.Select(setting => new XElement("parameter", new XAttribute("name", setting.Name), new XAttribute("type", "string"), setting.Value))))));
    }

    private static void Save(string folder, string kind, string name, XElement content)
    {
        var target = Directory.CreateDirectory(System.IO.Path.Combine(folder, kind));
        content.Save(System.IO.Path.Combine(target.FullName, $"{name}.xml"));
    }

    private static XElement ToXml(SynchronizationRule rule) => new("synchronizationRule",
        new XElement("id", Braced(rule.Identifier)),
        new XElement("internal-id", Braced(rule.InternalId)),
        new XElement("version", rule.Version),
        new XElement("name", rule.Name),
        new XElement("description", Content(rule.Description)),
        new XElement("immutable-tag", Content(rule.ImmutableTag)),
        new XElement("direction", rule.Direction),
        new XElement("disabled", rule.Disabled.ToString()),
        new XElement("connector", Braced(rule.Connector)),
        new XElement("sourceObjectType", rule.SourceObjectType),
        new XElement("targetObjectType", rule.TargetObjectType),
        new XElement("linkType", rule.LinkType),
        new XElement("precedence", rule.Precedence),
        new XElement("precedence-after", Braced(rule.PrecedenceAfter)),
        new XElement("precedence-before", Braced(rule.PrecedenceBefore)),
        new XElement("softDeleteExpiryInterval", rule.SoftDeleteExpiryInterval.ToString()),
        new XElement("EnablePasswordSync", rule.EnablePasswordSync),
        new XElement("attribute-mappings", rule.AttributeFlowMappings.Select(ToXml)),
        new XElement("relationshipCriteria", rule.JoinFilter.Select(group => new XElement("conditions", group.JoinConditionList.Select(ToXml)))),
        new XElement("synchronizationCriteria", rule.ScopeFilter.Select(group => new XElement("conditions", group.ScopeConditionList.Select(ToXml)))));

    /// <summary>The flow type is not stored: an expression, an attribute or plain text tell it.</summary>
    private static XElement ToXml(AttributeFlowMapping mapping) => new("mapping",
        mapping.ExecuteOnce ? new XAttribute("execute-once", "True") : null,
        new XElement("dest", mapping.Destination),
        mapping.Source.Count == 0 ? null : new XElement("src", mapping.FlowType == AttributeFlowType.Constant
            ? string.Concat(mapping.Source)
            : mapping.Source.Select(name => new XElement("attr", name))),
        mapping.Expression is null ? null : new XElement("expression", mapping.Expression),
        new XElement("valueMergeType", mapping.ValueMergeType));

    private static XElement ToXml(JoinCondition condition) => new("condition",
        new XElement("csAttribute", condition.CSAttribute),
        new XElement("ilmAttribute", condition.MVAttribute),
        condition.CaseSensitive ? new XElement("caseSensitive", "True") : null);

    private static XElement ToXml(ScopeCondition condition) => new("scope",
        new XElement("csAttribute", condition.Attribute),
        new XElement("csOperator", condition.ComparisonOperator),
        new XElement("csValue", Content(condition.ComparisonValue)));

    /// <summary>An empty element where there is nothing, as in the export.</summary>
    private static string? Content(string text) => text == "" ? null : text;

    private static string Braced(Guid id) => $"{{{id}}}";
}
