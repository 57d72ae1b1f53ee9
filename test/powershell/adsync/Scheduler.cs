using System.Management.Automation;
using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.IdentityManagement.PowerShell.ObjectModel;

public enum SynchronizationPolicyType { Unspecified = 201, Delta = 213, Initial = 227 }

/// <summary>The output of 2016, which knows neither suspension nor progress.</summary>
public class SchedulerSettings2016
{
    public TimeSpan AllowedSyncCycleInterval { get; init; }
    public TimeSpan CurrentlyEffectiveSyncCycleInterval { get; init; }
    public TimeSpan? CustomizedSyncCycleInterval { get; init; }
    public SynchronizationPolicyType NextSyncCyclePolicyType { get; init; }
    /// <summary>UTC, though its Kind does not say so.</summary>
    public DateTime NextSyncCycleStartTimeInUTC { get; init; }
    public TimeSpan PurgeRunHistoryInterval { get; init; }
    public bool SyncCycleEnabled { get; init; }
    public bool MaintenanceEnabled { get; init; }
    public bool StagingModeEnabled { get; init; }
}

public sealed class SchedulerSettings : SchedulerSettings2016
{
    public bool SchedulerSuspended { get; init; }
    public bool SyncCycleInProgress { get; init; }
}

/// <summary>A cycle or single connectors that run, for ever or for `polls` more looks.</summary>
public static class Cycle
{
    public static bool IsRunning(JsonObject state) => Runs(state["cycle"]) || Runs(state["running"]);

    public static bool Runs(JsonNode? span) => span is not null && span["polls"]?.GetValue<int>() is null or > 0;

    /// <summary>One look: what was true until now, and one less to come.</summary>
    public static bool Poll(string section) => Runs(State.Read()[section]) && State.Change(state => Poll(state, section));

    private static bool Poll(JsonObject state, string section)
    {
        var span = state[section];
        if (!Runs(span)) return false;
        if (span.Number("polls") is { } polls) span!["polls"] = polls - 1;
        return true;
    }
}

[Cmdlet(VerbsCommon.Get, "ADSyncScheduler")]
public sealed class GetADSyncScheduler : StandInCmdlet
{
    protected override void Work()
    {
        var inProgress = Cycle.Poll("cycle");
        var state = State.Read();
        var whole = Make(state, inProgress);
        WriteObject(state.Flag("schedulerOf2016") ? MakeOld(whole) : whole);
    }

    private static SchedulerSettings2016 MakeOld(SchedulerSettings whole) => new()
    {
        AllowedSyncCycleInterval = whole.AllowedSyncCycleInterval,
        CurrentlyEffectiveSyncCycleInterval = whole.CurrentlyEffectiveSyncCycleInterval,
        CustomizedSyncCycleInterval = whole.CustomizedSyncCycleInterval,
        NextSyncCyclePolicyType = whole.NextSyncCyclePolicyType,
        NextSyncCycleStartTimeInUTC = whole.NextSyncCycleStartTimeInUTC,
        PurgeRunHistoryInterval = whole.PurgeRunHistoryInterval,
        SyncCycleEnabled = whole.SyncCycleEnabled,
        MaintenanceEnabled = whole.MaintenanceEnabled,
        StagingModeEnabled = whole.StagingModeEnabled,
    };

    private static SchedulerSettings Make(JsonObject state, bool inProgress)
    {
        var scheduler = state["scheduler"];
        TimeSpan? customized = scheduler?["customizedSyncCycleInterval"] is null ? null : TimeSpan.Parse(scheduler.Text("customizedSyncCycleInterval"));
        var allowed = TimeSpan.Parse(scheduler.Text("allowedSyncCycleInterval", "00:30:00"));
        var next = DateTime.Parse(scheduler.Text("nextSyncCycleStartTimeInUTC", "2026-11-23T12:00:00"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
        return new()
        {
            AllowedSyncCycleInterval = allowed,
            CurrentlyEffectiveSyncCycleInterval = customized ?? allowed,
            CustomizedSyncCycleInterval = customized,
            NextSyncCyclePolicyType = Enum.Parse<SynchronizationPolicyType>(scheduler.Text("nextSyncCyclePolicyType", "Delta")),
            NextSyncCycleStartTimeInUTC = DateTime.SpecifyKind(next, DateTimeKind.Unspecified),
            PurgeRunHistoryInterval = TimeSpan.Parse(scheduler.Text("purgeRunHistoryInterval", "7.00:00:00")),
            SyncCycleEnabled = scheduler.Flag("syncCycleEnabled"),
            MaintenanceEnabled = scheduler.Flag("maintenanceEnabled"),
            StagingModeEnabled = state.Flag("staging"),
            SchedulerSuspended = state.Flag("suspended"),
            SyncCycleInProgress = inProgress,
        };
    }
}

/// <summary>One state for all servers of a tenant, but for staging and suspension.</summary>
[Cmdlet(VerbsCommon.Set, "ADSyncScheduler")]
public sealed class SetADSyncScheduler : StandInCmdlet
{
    [Parameter] public TimeSpan? CustomizedSyncCycleInterval { get; set; }
    [Parameter] public SynchronizationPolicyType? NextSyncCyclePolicyType { get; set; }
    [Parameter] public TimeSpan? PurgeRunHistoryInterval { get; set; }
    [Parameter] public bool? MaintenanceEnabled { get; set; }
    [Parameter] public bool? SchedulerSuspended { get; set; }
    [Parameter] public SwitchParameter Force { get; set; }

    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["SyncCycleEnabled"] = typeof(bool?) };

    protected override void Work() => State.Change(state =>
    {
        var scheduler = state["scheduler"]!;
        if (CustomizedSyncCycleInterval is { } interval) scheduler["customizedSyncCycleInterval"] = interval.ToString();
        if (NextSyncCyclePolicyType is { } type) scheduler["nextSyncCyclePolicyType"] = type.ToString();
        if (PurgeRunHistoryInterval is { } purge) scheduler["purgeRunHistoryInterval"] = purge.ToString();
        if (MaintenanceEnabled is { } maintenance) scheduler["maintenanceEnabled"] = maintenance;
        if (SchedulerSuspended is { } suspended) state["suspended"] = suspended;
        if (IsGiven("SyncCycleEnabled")) scheduler["syncCycleEnabled"] = Given<bool>("SyncCycleEnabled");
    });
}

public sealed record SyncCycleResult(string Result);

/// <summary>Returns before the cycle has ended, which it has after two looks.</summary>
[Cmdlet(VerbsLifecycle.Start, "ADSyncSyncCycle")]
public sealed class StartADSyncSyncCycle : StandInCmdlet
{
    [Parameter(Position = 0)] public SynchronizationPolicyType PolicyType { get; set; } = SynchronizationPolicyType.Delta;
    [Parameter] public bool InteractiveMode { get; set; }

    protected override void Work()
    {
        State.Change(state =>
        {
            var entra = state.Objects("connectors").FirstOrDefault().Text("name");
            if (state.Flag("busy") || Cycle.IsRunning(state)) throw Refuse($"Connector: {entra} is busy.");
            state["cycle"] = new JsonObject { ["polls"] = 2 };
            foreach (var connector in state.Objects("connectors")) connector["fullSyncRequired"] = false;
        });
        WriteObject(new SyncCycleResult("Success"));
    }
}
