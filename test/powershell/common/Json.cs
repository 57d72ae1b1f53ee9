using System.Text.Json.Nodes;

namespace EntraWriteback.StandIn;

/// <summary>Members of the state by name, with what holds where one is left out.</summary>
public static class Json
{
    public static string Text(this JsonNode? node, string name, string otherwise = "") => (string?)node?[name] ?? otherwise;

    public static bool Flag(this JsonNode? node, string name) => (bool?)node?[name] ?? false;

    public static int? Number(this JsonNode? node, string name) => (int?)node?[name];

    public static Guid Id(this JsonNode? node, string name) => Guid.TryParse(node.Text(name), out var id) ? id : Guid.Empty;

    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string name) =>
        (node?[name] as JsonArray ?? []).OfType<JsonObject>();

    public static IEnumerable<string> Texts(this JsonNode? node, string name) =>
        (node?[name] as JsonArray ?? []).Select(item => (string?)item ?? "");

    public static bool Is(this string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
