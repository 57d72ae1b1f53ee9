using System.Text.Json;
using System.Text.Json.Nodes;

namespace EntraWriteback.StandIn;

/// <summary>
/// One simulated server: a JSON file (STANDIN_STATE), read anew by every cmdlet and replaced whole when one changes it.
/// Sections named under `shared` live in files of their own, which several servers may point at.
/// </summary>
public static class State
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string FilePath =>
        Environment.GetEnvironmentVariable("STANDIN_STATE")
        ?? throw new InvalidOperationException("STANDIN_STATE does not name the state file of a simulated server.");

    public static JsonObject Read() => WithLock(Load);

    /// <summary>Reads, changes and writes as one step: servers that share a file, and tests, see all of it or nothing.</summary>
    public static T Change<T>(Func<JsonObject, T> change) => WithLock(() =>
    {
        var state = Load();
        var result = change(state);
        Save(state);
        return result;
    });

    public static void Change(Action<JsonObject> change) => Change(state =>
    {
        change(state);
        return true;
    });

    /// <summary>One line per call, by which a test tells what was called, with what, in which order.</summary>
    public static void Log(JsonObject call) => WithLock(() =>
    {
        File.AppendAllText(Path.Combine(Folder, "calls.jsonl"), $"{call.ToJsonString()}\n");
        return true;
    });

    private static string Folder => Path.GetDirectoryName(Path.GetFullPath(FilePath)) ?? ".";

    private static JsonObject Load()
    {
        var state = Parse(FilePath);
        foreach (var (section, file) in Shared(state)) state[section] = Parse(file);
        return state;
    }

    private static void Save(JsonObject state)
    {
        foreach (var (section, file) in Shared(state))
        {
            Replace(file, state[section] ?? new JsonObject());
            state.Remove(section);
        }
        Replace(FilePath, state);
    }

    private static Dictionary<string, string> Shared(JsonObject state) =>
        (state["shared"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string)pair.Value!);

    private static JsonObject Parse(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static void Replace(string file, JsonNode content)
    {
        var draft = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(draft, content.ToJsonString(Indented));
        File.Move(draft, file, overwrite: true);
    }

    private static T WithLock<T>(Func<T> work)
    {
        using var own = Hold($"{FilePath}.lock");
        var shared = Shared(Parse(FilePath)).Values.Order().Select(file => Hold($"{file}.lock")).ToList();
        try
        {
            return work();
        }
        finally
        {
            shared.ForEach(held => held.Dispose());
        }
    }

    private static FileStream Hold(string file)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 500)
            {
                Thread.Sleep(10);
            }
        }
    }
}
