using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

public enum ConfigurationParameterType { String = 501 }

public sealed record ConfigurationParameter(string Name, string Value, ConfigurationParameterType DataType);

public sealed class ConfigurationParameters : KeyedCollection<string, ConfigurationParameter>
{
    protected override string GetKeyForItem(ConfigurationParameter item) => item.Name;
}

public sealed class GlobalSettings
{
    public int Version { get; init; } = 1;
    public int SqlSchemaVersion { get; init; } = 601;
    public Guid InstanceId { get; init; }
    public string Schema { get; init; } = "";
    public ConfigurationParameters Parameters { get; } = [];

    public bool IsStagingModeEnabled() => Parameters["Microsoft.Synchronize.StagingMode"].Value == "True";

    /// <summary>What is written in the state wins over what the rest of the state implies.</summary>
    public static GlobalSettings Read(JsonObject state)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Microsoft.Synchronize.StagingMode"] = state.Flag("staging").ToString(),
            ["Microsoft.Synchronize.SchedulerSuspended"] = state.Flag("suspended").ToString(),
            ["Microsoft.Synchronize.SynchronizationSchedule"] = state["scheduler"].Flag("syncCycleEnabled").ToString(),
            ["Microsoft.Synchronize.ServerConfigurationVersion"] = state.Text("build"),
        };
        foreach (var (name, value) in state["globalSettings"] as JsonObject ?? []) values[name] = (string?)value ?? "";
        var settings = new GlobalSettings { InstanceId = state.Id("instanceId") };
        foreach (var (name, value) in values) settings.Parameters.Add(new(name, value, ConfigurationParameterType.String));
        return settings;
    }
}

[Cmdlet(VerbsCommon.Get, "ADSyncGlobalSettings")]
public sealed class GetADSyncGlobalSettings : StandInCmdlet
{
    protected override void Work() => WriteObject(GlobalSettings.Read(State.Read()));
}

/// <summary>Has just the properties that the state names: older builds know fewer. The oldest must be told a connector.</summary>
[Cmdlet(VerbsCommon.Get, "ADSyncAADCompanyFeature")]
public sealed class GetADSyncAADCompanyFeature : StandInCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional =>
        State.Read().Flag("companyFeatureNeedsConnector") ? new Dictionary<string, Type> { ["ConnectorName"] = typeof(string) } : new Dictionary<string, Type>();

    protected override bool IsMandatory(JsonObject state, string parameter) => true;

    protected override void Work()
    {
        var answer = new PSObject();
        foreach (var (name, value) in State.Read()["companyFeature"] as JsonObject ?? []) answer.Properties.Add(new PSNoteProperty(name, (bool?)value));
        WriteObject(answer);
    }
}
