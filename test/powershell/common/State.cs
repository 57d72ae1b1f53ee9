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

    /// <summary>Where the sections live, by the text of the state file that says so.</summary>
    private static (string Text, Dictionary<string, string> Files) sections = ("", []);

    /// <summary>The last look, by the texts that it saw: parsing them takes longer than reading them.</summary>
    private static (string Text, JsonObject State) seen = ("", []);

    private static string FilePath =>
        Environment.GetEnvironmentVariable("STANDIN_STATE")
        ?? throw new InvalidOperationException("STANDIN_STATE does not name the state file of a simulated server.");

    /// <summary>To look at only: another look at the same state gets the same object.</summary>
    public static JsonObject Read() => WithLock((own, files) =>
    {
        var text = string.Join('\0', files.Values.Select(File.ReadAllText).Prepend(own));
        if (seen.Text != text) seen = (text, Load(own, files));
        return seen.State;
    });

    /// <summary>Reads, changes and writes as one step: servers that share a file, and tests, see all of it or nothing.</summary>
    public static T Change<T>(Func<JsonObject, T> change) => WithLock((own, files) =>
    {
        var state = Load(own, files);
        var result = change(state);
        Save(state, files);
        return result;
    });

    public static void Change(Action<JsonObject> change) => Change(state =>
    {
        change(state);
        return true;
    });

    /// <summary>One line per call, by which a test tells what was called, with what, in which order.</summary>
    public static void Log(JsonObject call)
    {
        using var own = Hold($"{FilePath}.lock");
        File.AppendAllText(Path.Combine(Folder, "calls.jsonl"), $"{call.ToJsonString()}\n");
    }

    private static string Folder => Path.GetDirectoryName(Path.GetFullPath(FilePath)) ?? ".";

    private static JsonObject Load(string own, Dictionary<string, string> files)
    {
        var state = Parse(own);
        foreach (var (section, file) in files) state[section] = Parse(File.ReadAllText(file));
        return state;
    }

    private static void Save(JsonObject state, Dictionary<string, string> files)
    {
        foreach (var (section, file) in files)
        {
            Replace(file, state[section] ?? new JsonObject());
            state.Remove(section);
        }
        Replace(FilePath, state);
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    private static void Replace(string file, JsonNode content)
    {
        var draft = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(draft, content.ToJsonString(Indented));
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>The work gets the text of the state file, and the files of its sections.</summary>
    private static T WithLock<T>(Func<string, Dictionary<string, string>, T> work)
    {
        using var held = Hold($"{FilePath}.lock");
        var own = File.ReadAllText(FilePath);
        if (sections.Text != own) sections = (own, Shared(Parse(own)));
        var shared = sections.Files.Values.Order().Select(file => Hold($"{file}.lock")).ToList();
        try
        {
            return work(own, sections.Files);
        }
        finally
        {
            shared.ForEach(file => file.Dispose());
        }
    }

    private static Dictionary<string, string> Shared(JsonObject state) =>
        (state["shared"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string)pair.Value!);

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
