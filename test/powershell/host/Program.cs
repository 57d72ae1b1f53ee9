using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using EntraWriteback.TestHost;
using EntraWriteback.TestHost.Cmdlets;

try
{
    return Run(Options.Parse(args));
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 64;
}

static int Run(Options options)
{
    var host = new ConsoleHost(options.NonInteractive);
    var state = InitialSessionState.CreateDefault2();
    state.Commands.Add(Supplied.All);
    using var runspace = RunspaceFactory.CreateRunspace(host, state);
    runspace.Open();
    Runspace.DefaultRunspace = runspace;

    var failed = options.File is { } file ? RunFile(runspace, host, file, options.Arguments) : RunText(runspace, options.Command ?? "");
    return host.ExitCode ?? (failed ? 1 : 0);
}

/// Like pwsh: 1 where the last statement failed, be it with a terminating error or not.
static bool RunText(Runspace runspace, string text)
{
    using var pipeline = runspace.CreatePipeline();
    pipeline.Commands.AddScript(KeepingSuccess(text), useLocalScope: false);
    if (ReadsInput(text)) while (Console.In.ReadLine() is { } line) pipeline.Input.Write(line);
    return Invoke(runspace, pipeline) || !LastSucceeded(runspace);
}

/// Like pwsh: 1 for a terminating error only, else what the script exits with.
static bool RunFile(Runspace runspace, ConsoleHost host, string file, IReadOnlyList<string> arguments)
{
    if (!File.Exists(file))
    {
        Console.Error.WriteLine($"The argument '{file}' is not recognized as the name of a script file.");
        host.SetShouldExit(64);
        return true;
    }
    using var pipeline = runspace.CreatePipeline();
    var command = new Command(Path.GetFullPath(file), isScript: false, useLocalScope: false);
    foreach (var argument in arguments) command.Parameters.Add(ToParameter(argument));
    pipeline.Commands.Add(command);
    var failed = Invoke(runspace, pipeline);
    if (!failed && runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int exit) host.SetShouldExit(exit);
    return failed;
}

/// As if typed on a command line: `-name` and `-name:` name a parameter, the engine finds out what belongs to it.
static CommandParameter ToParameter(string text)
{
    if (text.Length < 2 || text[0] != '-' || !char.IsLetter(text[1])) return new(null, text);
    var colon = text.IndexOf(':');
    return colon > 0 ? new(text[..(colon + 1)], text[(colon + 1)..]) : new(text);
}

/// True where a terminating error ended it.
static bool Invoke(Runspace runspace, Pipeline pipeline)
{
    try
    {
        InvokeToHost(pipeline);
        return false;
    }
    catch (RuntimeException problem)
    {
        Report(runspace, problem);
        return true;
    }
}

/// Everything the pipeline writes is formatted by Out-Default, as in a console.
static void InvokeToHost(Pipeline pipeline)
{
    pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    pipeline.Commands.Add("Out-Default");
    pipeline.Input.Close();
    pipeline.Invoke();
}

/// By way of the error stream, so that the formatter knows that it is to go to stderr.
static void Report(Runspace runspace, RuntimeException problem)
{
    if (problem is ParseException) Console.Error.WriteLine($"ParserError: {problem.Message}");
    else
    {
        using var pipeline = runspace.CreatePipeline();
        pipeline.Commands.AddScript("[CmdletBinding()] param($record) $ErrorActionPreference = 'Continue'; $PSCmdlet.WriteError($record)");
        pipeline.Commands[0].Parameters.Add("record", problem.ErrorRecord);
        InvokeToHost(pipeline);
    }
}

/// The engine resets `$?` when a pipeline ends, so it is kept by a last statement, on a line of its own: the text may end in a comment.
static string KeepingSuccess(string text) =>
    Parser.ParseInput(text, out _, out var errors) is { EndBlock.Unnamed: true } && errors.Length == 0 ? $"{text}\n$global:PwshTestHostSuccess = $?" : text;

static bool LastSucceeded(Runspace runspace) => runspace.SessionStateProxy.GetVariable("PwshTestHostSuccess") is not false;

static bool ReadsInput(string text) =>
    Console.IsInputRedirected
    && Parser.ParseInput(text, out _, out _).Find(
        node => node is VariableExpressionAst { VariablePath.UserPath: var name } && name.Equals("input", StringComparison.OrdinalIgnoreCase),
        searchNestedScriptBlocks: true) is not null;
