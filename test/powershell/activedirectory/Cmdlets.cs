using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EntraWriteback.StandIn;

namespace Microsoft.ActiveDirectory.Management;

/// <summary>A directory that is down and an identity that nothing has end the cmdlet, unlike what ADSync's do.</summary>
public abstract class DirectoryCmdlet : StandInCmdlet
{
    protected override IReadOnlyDictionary<string, Type> Optional { get; } = new Dictionary<string, Type> { ["Server"] = typeof(string) };

    protected Directory Open(JsonObject state) => Directory.Open(state, Given<string>("Server"));

    protected sealed override void Work()
    {
        try
        {
            Answer();
        }
        catch (Exception problem) when (problem is ADServerDownException or ADIdentityNotFoundException or ADException)
        {
            ThrowTerminatingError(new ErrorRecord(problem, $"ActiveDirectoryServer:{problem.GetType().Name}", ErrorCategory.NotSpecified, null));
        }
    }

    protected abstract void Answer();

    protected static AdObject Find(IEnumerable<AdObject> objects, string identity, Directory directory) =>
        objects.FirstOrDefault(found => found.DistinguishedName.Is(identity) || (Guid.TryParse(identity, out var id) && found.Guid == id))
        ?? throw new ADIdentityNotFoundException($"Cannot find an object with identity: '{identity}' under: '{directory.Domain}'.");

    protected static PSObject Make(params (string Name, object? Value)[] properties)
    {
        var made = new PSObject();
        foreach (var (name, value) in properties) made.Properties.Add(new PSNoteProperty(name, value));
        return made;
    }
}

[Cmdlet(VerbsCommon.Get, "ADRootDSE")]
public sealed class GetADRootDSE : DirectoryCmdlet
{
    protected override void Answer()
    {
        var directory = Open(State.Read());
        WriteObject(Make(
            ("configurationNamingContext", directory.Configuration),
            ("currentTime", DateTime.Now),
            ("defaultNamingContext", directory.Domain),
            ("dnsHostName", Given<string>("Server") ?? directory.DomainController),
            ("rootDomainNamingContext", directory.Domain)));
    }
}

[Cmdlet(VerbsCommon.Get, "ADOptionalFeature", DefaultParameterSetName = "Filter")]
public sealed class GetADOptionalFeature : DirectoryCmdlet
{
    private const string FeatureName = "Recycle Bin Feature";

    [Parameter(Mandatory = true, ParameterSetName = "Filter")] public string Filter { get; set; } = "";
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Identity")] public string Identity { get; set; } = "";
    [Parameter] public string[] Properties { get; set; } = [];

    protected override void Answer()
    {
        var directory = Open(State.Read());
        if (ParameterSetName == "Identity" && !IsNamed(Identity)) throw new ADIdentityNotFoundException($"Cannot find an object with identity: '{Identity}'.");
        if (ParameterSetName == "Filter" && !IsFiltered()) return;
        string[] scopes = directory.RecycleBin ? [$"CN=Partitions,{directory.Configuration}", $"CN=NTDS Settings,CN=DC1,CN=Servers,{directory.Configuration}"] : [];
        WriteObject(Make(("EnabledScopes", scopes), ("FeatureGUID", Guid.Parse(Directory.RecycleBinFeature)), ("IsDisableable", false), ("Name", FeatureName), ("ObjectClass", "msDS-OptionalFeature")));
    }

    private static bool IsNamed(string identity) => identity.Is(FeatureName) || identity.Is(Directory.RecycleBinFeature);

    private bool IsFiltered() => Filter == "*" || Regex.Match(Filter, @"^\s*Name\s+-(eq|like)\s+[""'](.*)[""']\s*$", RegexOptions.IgnoreCase) is { Success: true } match
        && Regex.IsMatch(FeatureName, $"^{Regex.Escape(match.Groups[2].Value).Replace("\\*", ".*")}$", RegexOptions.IgnoreCase);
}

[Cmdlet(VerbsCommon.Get, "ADObject", DefaultParameterSetName = "LdapFilter")]
public sealed class GetADObject : DirectoryCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "LdapFilter")] public string LDAPFilter { get; set; } = "";
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Identity")] public string Identity { get; set; } = "";
    [Parameter(ParameterSetName = "LdapFilter")] public string? SearchBase { get; set; }
    [Parameter(ParameterSetName = "LdapFilter")] public int? ResultPageSize { get; set; }
    [Parameter(ParameterSetName = "LdapFilter")] public int? ResultSetSize { get; set; }
    [Parameter] public string[] Properties { get; set; } = [];

    protected override IReadOnlyDictionary<string, Type> Optional { get; } =
        new Dictionary<string, Type> { ["Server"] = typeof(string), ["IncludeDeletedObjects"] = typeof(SwitchParameter) };

    protected override void Answer()
    {
        var directory = Open(State.Read());
        var visible = directory.Visible(Given<SwitchParameter>("IncludeDeletedObjects").IsPresent);
        if (ParameterSetName == "Identity") WriteObject(ToOutput(Find(visible, Identity, directory)));
        else WriteObject(Search(visible, directory).Take(ResultSetSize ?? int.MaxValue).Select(ToOutput), enumerateCollection: true);
    }

    private IEnumerable<AdObject> Search(IEnumerable<AdObject> visible, Directory directory)
    {
        var matches = LdapFilter.Parse(LDAPFilter);
        var below = SearchBase ?? directory.Domain;
        if (SearchBase is { } named && !directory.Visible(true).Any(found => found.DistinguishedName.Is(named)))
            throw new ADIdentityNotFoundException($"Directory object not found: '{named}'.");
        return visible.Where(found => IsWithin(found, below) && (IsWithin(found, directory.Configuration) == SearchBaseIsWithin(directory)) && matches(found));
    }

    /// <summary>The configuration is a naming context of its own: a search of the domain does not enter it.</summary>
    private bool SearchBaseIsWithin(Directory directory) => SearchBase?.EndsWith(directory.Configuration, StringComparison.OrdinalIgnoreCase) ?? false;

    private static bool IsWithin(AdObject found, string container) =>
        found.DistinguishedName.Is(container) || found.DistinguishedName.EndsWith($",{container}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Four properties always, others on request, `*` for all that are set.</summary>
    private PSObject ToOutput(AdObject found)
    {
        var made = Make(("DistinguishedName", found.DistinguishedName), ("Name", found.Name), ("ObjectClass", found.Typed("objectClass")), ("ObjectGUID", found.Guid));
        if (found.IsDeleted) made.Properties.Add(new PSNoteProperty("Deleted", true));
        var asked = Properties.Contains("*") ? found.Json.Select(member => member.Key) : Properties;
        foreach (var name in asked.Where(name => made.Properties[name] is null)) made.Properties.Add(new PSNoteProperty(name, found.Typed(name)));
        return made;
    }
}

[Cmdlet(VerbsData.Restore, "ADObject", SupportsShouldProcess = true)]
public sealed class RestoreADObject : DirectoryCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)] public string Identity { get; set; } = "";
    [Parameter] public string? NewName { get; set; }
    [Parameter] public string? TargetPath { get; set; }
    [Parameter] public SwitchParameter PassThru { get; set; }

    protected override void Answer()
    {
        if (!ShouldProcess(Identity)) return;
        State.Change(state =>
        {
            var directory = Open(state);
            var deleted = Find(directory.Visible(true).Where(found => found.IsDeleted), Identity, directory);
            if (!directory.RecycleBin) throw new ADException("Illegal modify operation. Some aspect of the modification is not permitted.");
            var parent = TargetPath ?? deleted.Attribute("lastKnownParent") ?? "";
            var name = $"CN={NewName ?? deleted.Attribute("msDS-LastKnownRDN") ?? deleted.Name.Split('\n')[0]},{parent}";
            var living = directory.Visible(false).ToList();
            if (!living.Any(found => found.DistinguishedName.Is(parent)))
                throw new ADException("The operation could not be performed because the object's parent is either uninstantiated or deleted.");
            if (living.Any(found => found.DistinguishedName.Is(name)))
                throw new ADException("An attempt was made to add an object to the directory with a name that is already in use.");
            Revive(deleted.Json, name);
        });
    }

    private static void Revive(JsonObject json, string name)
    {
        json["distinguishedName"] = name;
        json["whenChanged"] = DateTime.UtcNow.ToString("o");
        foreach (var gone in new[] { "isDeleted", "lastKnownParent", "msDS-LastKnownRDN" }) json.Remove(gone);
    }
}
