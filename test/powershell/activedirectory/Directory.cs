using System.Globalization;
using System.Text.Json.Nodes;
using EntraWriteback.StandIn;

namespace Microsoft.ActiveDirectory.Management;

public sealed class ADServerDownException(string message) : Exception(message);

public sealed class ADIdentityNotFoundException(string message) : Exception(message);

public sealed class ADException(string message) : Exception(message);

/// <summary>As a security identifier prints itself; .NET's own exists on Windows only.</summary>
public sealed record SecurityIdentifier(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One simulated directory: the section `directory` of the state.</summary>
public sealed class Directory(JsonObject state)
{
    public const string RecycleBinFeature = "766ddcd8-acd0-445e-f3b9-a7f9b6744f2a";

    private readonly JsonNode? said = state["directory"];

    public static Directory Open(JsonObject state, string? server)
    {
        var directory = new Directory(state);
        if (!directory.said.Flag("reachable"))
            throw new ADServerDownException("Unable to find a default server with Active Directory Web Services running.");
        if (server is { Length: > 0 } && !directory.said.Texts("domainControllers").Any(server.Is))
            throw new ADServerDownException($"Unable to contact the server '{server}'. This may be because this server does not exist, it is currently down, or it does not have the Active Directory Web Services running.");
        return directory;
    }

    public string Domain => said.Text("domain", "DC=contoso,DC=com");
    public string Configuration => $"CN=Configuration,{Domain}";
    public string DeletedContainer => $"CN=Deleted Objects,{Domain}";
    public string DomainController => said.Texts("domainControllers").FirstOrDefault() ?? "";
    public bool RecycleBin => said.Flag("recycleBin");
    public JsonArray Objects => said!["objects"]!.AsArray();

    /// <summary>What the account may see: most see no deleted object, not even their container, and get no error for it.</summary>
    public IEnumerable<AdObject> Visible(bool deletedToo) =>
        Objects.OfType<JsonObject>().Select(json => new AdObject(json, RecycleBin)).Concat(BuiltIn())
            .Where(found => !found.IsDeleted || (deletedToo && !said.Flag("deletedHidden")));

    /// <summary>Objects that every forest has; the container of the deleted ones counts as deleted itself.</summary>
    private IEnumerable<AdObject> BuiltIn()
    {
        yield return Make(Domain, "domainDNS", "2b1c1f2d-0000-4000-8000-0000000000d0");
        yield return Make(DeletedContainer, "container", "2b1c1f2d-0000-4000-8000-0000000000d1", ("isDeleted", true));
        yield return Make($"CN=Directory Service,CN=Windows NT,CN=Services,{Configuration}", "nTDSService", "2b1c1f2d-0000-4000-8000-0000000000d2",
            ("msDS-DeletedObjectLifetime", said.Number("deletedObjectLifetime")), ("tombstoneLifetime", said.Number("tombstoneLifetime")));
    }

    private AdObject Make(string name, string type, string id, params (string Name, JsonNode? Value)[] attributes)
    {
        var json = new JsonObject { ["objectGUID"] = id, ["distinguishedName"] = name, ["objectClass"] = type };
        foreach (var (attribute, value) in attributes) if (value is not null) json[attribute] = value;
        return new AdObject(json, RecycleBin: true);
    }
}

/// <summary>An object of the directory: LDAP attributes by name, distinguished name, GUID and class among them.</summary>
public sealed record AdObject(JsonObject Json, bool RecycleBin)
{
    /// <summary>What a tombstone keeps where there is no Recycle Bin.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
        { "objectGUID", "distinguishedName", "objectClass", "objectSid", "isDeleted", "lastKnownParent", "whenCreated", "whenChanged", "name" };

    public bool IsDeleted => Json.Flag("isDeleted");
    public string DistinguishedName => Json.Text("distinguishedName");
    public Guid Guid => Json.Id("objectGUID");

    public string Name => RelativeName[(RelativeName.IndexOf('=') + 1)..];

    public string RelativeName => Split().Relative;

    public string Parent => Split().Parent;

    /// <summary>The value as text, as a filter compares it; null where there is none.</summary>
    public string? Attribute(string name) => Raw(name) switch
    {
        null => null,
        var node when node.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => node.ToString().ToUpperInvariant(),
        var node => node.ToString(),
    };

    /// <summary>The value as the module hands it out.</summary>
    public object? Typed(string name) => (name.ToLowerInvariant(), Raw(name)) switch
    {
        (_, null) => null,
        ("objectsid", var node) => new SecurityIdentifier(node.ToString()),
        ("whencreated" or "whenchanged", var node) => DateTime.Parse(node.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).ToLocalTime(),
        ("objectguid", _) => Guid,
        (_, var node) => node.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => (int)node,
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => (bool)node,
            _ => node.ToString(),
        },
    };

    private JsonNode? Raw(string name)
    {
        if (IsDeleted && !RecycleBin && !Kept.Contains(name)) return null;
        if (name.Is("name")) return Name;
        return Json.FirstOrDefault(member => member.Key.Is(name)).Value;
    }

    private (string Relative, string Parent) Split()
    {
        for (var at = 0; at < DistinguishedName.Length; at++)
        {
            if (DistinguishedName[at] == '\\') at++;
            else if (DistinguishedName[at] == ',') return (DistinguishedName[..at], DistinguishedName[(at + 1)..]);
        }
        return (DistinguishedName, "");
    }
}
