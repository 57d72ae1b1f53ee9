using System.Management.Automation;
using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

public enum ConnectorType { AD = 301, Extensible2 = 313 }

public enum ConnectorRunState { Idle = 401, Busy = 413 }

public sealed record Connector(Guid Identifier, string Name, ConnectorType Type, string SubType);

public sealed record ConnectorRunStatus(string ConnectorName, Guid ConnectorIdentifier, ConnectorRunState RunState);

public sealed record ConnectorStatistics(int ExportAdds, int ExportUpdates, int ExportDeletes, int ImportAdds, int ImportUpdates, int ImportDeletes, int ImportNoChange, int TotalConnectors);

public sealed record ConnectorOverride(Guid ConnectorIdentifier, bool FullImportRequired, bool FullSyncRequired);

public abstract class ConnectorCmdlet : StandInCmdlet
{
    protected static readonly IReadOnlyDictionary<string, Type> NameAndIdentifier =
        new Dictionary<string, Type> { ["ConnectorName"] = typeof(string), ["ConnectorIdentifier"] = typeof(Guid) };

    /// <summary>The connectors that the call names, all where it names none.</summary>
    protected IEnumerable<JsonObject> Named(JsonObject state, string name = "ConnectorName", string identifier = "ConnectorIdentifier")
    {
        if (!IsGiven(name) && !IsGiven(identifier)) return state.Objects("connectors");
        var found = state.Objects("connectors").FirstOrDefault(connector =>
            IsGiven(name) ? connector.Text("name").Is(Given<string>(name) ?? "") : connector.Id("identifier") == Given<Guid>(identifier));
        return found is null ? throw Refuse($"The connector '{Given<object>(name) ?? Given<object>(identifier)}' was not found.") : [found];
    }
}

[Cmdlet(VerbsCommon.Get, "ADSyncConnector")]
public sealed class GetADSyncConnector : ConnectorCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["Name"] = typeof(string), ["Identifier"] = typeof(Guid) };

    protected override void Work()
    {
        foreach (var connector in Named(State.Read(), "Name", "Identifier"))
            WriteObject(new Connector(connector.Id("identifier"), connector.Text("name"), Enum.Parse<ConnectorType>(connector.Text("type")), connector.Text("subType")));
    }
}

/// <summary>Nothing at all while nothing runs.</summary>
[Cmdlet(VerbsCommon.Get, "ADSyncConnectorRunStatus")]
public sealed class GetADSyncConnectorRunStatus : ConnectorCmdlet
{
    protected override void Work()
    {
        var runs = Cycle.Poll("running");
        var state = State.Read();
        foreach (var name in runs ? state["running"].Texts("connectors") : [])
            WriteObject(new ConnectorRunStatus(name, state.Objects("connectors").FirstOrDefault(connector => connector.Text("name") == name).Id("identifier"), ConnectorRunState.Busy));
    }
}

[Cmdlet(VerbsCommon.Get, "ADSyncConnectorStatistics")]
public sealed class GetADSyncConnectorStatistics : ConnectorCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["ConnectorName"] = typeof(string) };

    protected override void Work()
    {
        if (!IsGiven("ConnectorName")) throw Refuse("ConnectorName is required.");
        var connector = Named(State.Read()).First();
        var (adds, updates, deletes) = (connector["pendingExport"].Number("adds"), connector["pendingExport"].Number("updates"), connector["pendingExport"].Number("deletes"));
        WriteObject(new ConnectorStatistics(adds ?? 0, updates ?? 0, deletes ?? 0, 0, 0, 0, 0, 1000));
    }
}

[Cmdlet(VerbsCommon.Get, "ADSyncSchedulerConnectorOverride")]
public sealed class GetADSyncSchedulerConnectorOverride : ConnectorCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional => NameAndIdentifier;

    protected override void Work()
    {
        foreach (var connector in Named(State.Read()))
            WriteObject(new ConnectorOverride(connector.Id("identifier"), connector.Flag("fullImportRequired"), connector.Flag("fullSyncRequired")));
    }
}

[Cmdlet(VerbsCommon.Set, "ADSyncSchedulerConnectorOverride")]
public sealed class SetADSyncSchedulerConnectorOverride : ConnectorCmdlet
{
    [Parameter] public bool? FullImportRequired { get; set; }
    [Parameter] public bool? FullSyncRequired { get; set; }

    protected override IReadOnlyDictionary<string, Type> Optional => NameAndIdentifier;

    protected override void Work() => State.Change(state =>
    {
        foreach (var connector in Named(state))
        {
            if (FullImportRequired is { } import) connector["fullImportRequired"] = import;
            if (FullSyncRequired is { } sync) connector["fullSyncRequired"] = sync;
        }
    });
}
