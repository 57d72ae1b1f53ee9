using System.Management.Automation;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

/// <summary>The cmdlets that make a rule in memory. Each also writes the rule to the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "ADSyncRule")]
public sealed class NewADSyncRule : StandInCmdlet
{
    [Parameter(Mandatory = true)] public string Name { get; set; } = "";
    [Parameter] public Guid Identifier { get; set; }
    [Parameter] public string Description { get; set; } = "";
    [Parameter(Mandatory = true)] public SynchronizationRuleDirection Direction { get; set; }
    [Parameter] public int Precedence { get; set; }
    [Parameter] public Guid PrecedenceAfter { get; set; }
    [Parameter] public Guid PrecedenceBefore { get; set; }
    [Parameter(Mandatory = true)] public string SourceObjectType { get; set; } = "";
    [Parameter(Mandatory = true)] public string TargetObjectType { get; set; } = "";
    [Parameter(Mandatory = true)] public Guid Connector { get; set; }
    [Parameter] public SynchronizationRuleLinkType LinkType { get; set; } = SynchronizationRuleLinkType.Join;
    [Parameter] public TimeSpan SoftDeleteExpiryInterval { get; set; }
    [Parameter][AllowEmptyString] public string ImmutableTag { get; set; } = "";
    [Parameter] public SwitchParameter EnablePasswordSync { get; set; }
    [Parameter] public SwitchParameter Disabled { get; set; }

    protected override void Work() => WriteObject(new SynchronizationRule
    {
        Name = Name,
        Identifier = Identifier == Guid.Empty ? Guid.NewGuid() : Identifier,
        Description = Description,
        Direction = Direction,
        Precedence = Precedence,
        PrecedenceAfter = PrecedenceAfter,
        PrecedenceBefore = PrecedenceBefore,
        SourceObjectType = SourceObjectType,
        TargetObjectType = TargetObjectType,
        Connector = Connector,
        LinkType = LinkType,
        SoftDeleteExpiryInterval = SoftDeleteExpiryInterval,
        ImmutableTag = ImmutableTag,
        EnablePasswordSync = EnablePasswordSync,
        Disabled = Disabled,
    });
}

[Cmdlet(VerbsCommon.Add, "ADSyncAttributeFlowMapping")]
public sealed class AddADSyncAttributeFlowMapping : StandInCmdlet
{
    [Parameter(Mandatory = true)] public SynchronizationRule SynchronizationRule { get; set; } = new();
    [Parameter] public string[] Source { get; set; } = [];
    [Parameter(Mandatory = true)] public string Destination { get; set; } = "";
    [Parameter] public AttributeFlowType FlowType { get; set; } = AttributeFlowType.Direct;
    [Parameter] public AttributeValueMergeType ValueMergeType { get; set; } = AttributeValueMergeType.Update;
    [Parameter] public string? Expression { get; set; }
    [Parameter] public SwitchParameter ExecuteOnce { get; set; }

    protected override void Work()
    {
        var isExpression = FlowType == AttributeFlowType.Expression;
        if (isExpression == string.IsNullOrEmpty(Expression)) throw Refuse($"The flow type {FlowType} and the expression of '{Destination}' do not go together.");
        if (!isExpression && Source.Length != 1) throw Refuse($"A {FlowType} flow to '{Destination}' takes exactly one source.");
        SynchronizationRule.AttributeFlowMappings.Add(new AttributeFlowMapping
        {
            Source = [.. Source],
            Destination = Destination,
            FlowType = FlowType,
            ValueMergeType = ValueMergeType,
            Expression = isExpression ? Expression : null,
            ExecuteOnce = ExecuteOnce,
        });
        WriteObject(SynchronizationRule);
    }
}

[Cmdlet(VerbsCommon.Add, "ADSyncScopeConditionGroup")]
public sealed class AddADSyncScopeConditionGroup : StandInCmdlet
{
    [Parameter(Mandatory = true)] public SynchronizationRule SynchronizationRule { get; set; } = new();
    [Parameter(Mandatory = true)] public ScopeCondition[] ScopeConditions { get; set; } = [];

    protected override void Work()
    {
        var group = new ScopeConditionGroup();
        group.ScopeConditionList.AddRange(ScopeConditions);
        SynchronizationRule.ScopeFilter.Add(group);
        WriteObject(SynchronizationRule);
    }
}

[Cmdlet(VerbsCommon.Add, "ADSyncJoinConditionGroup")]
public sealed class AddADSyncJoinConditionGroup : StandInCmdlet
{
    [Parameter(Mandatory = true)] public SynchronizationRule SynchronizationRule { get; set; } = new();
    [Parameter(Mandatory = true)] public JoinCondition[] JoinConditions { get; set; } = [];

    protected override void Work()
    {
        var group = new JoinConditionGroup();
        group.JoinConditionList.AddRange(JoinConditions);
        SynchronizationRule.JoinFilter.Add(group);
        WriteObject(SynchronizationRule);
    }
}
