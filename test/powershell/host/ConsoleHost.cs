using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace EntraWriteback.TestHost;

/// <summary>The console as scripts see it: output on stdout, errors on stderr, `exit N` kept for the caller.</summary>
public sealed class ConsoleHost(bool nonInteractive) : PSHost
{
    public int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => "ConsoleHost";
    public override Version Version => new(7, 6, 9);
    public override PSHostUserInterface UI { get; } = new ConsoleUI(nonInteractive);

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
    public override void EnterNestedPrompt() => throw new NotSupportedException();
    public override void ExitNestedPrompt() => throw new NotSupportedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}

/// <summary>Warnings and the like go to stdout, where a redirected pwsh writes them too; only errors go to stderr.</summary>
public sealed class ConsoleUI(bool nonInteractive) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new PlainRawUI();

    public override void Write(string value) => Console.Out.Write(Plain(value));
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => Write(value);
    public override void WriteLine(string value) => Console.Out.WriteLine(Plain(value));
    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Plain(value));
    public override void WriteWarningLine(string message) => Console.Out.WriteLine($"WARNING: {message}");
    public override void WriteVerboseLine(string message) => Console.Out.WriteLine($"VERBOSE: {message}");
    public override void WriteDebugLine(string message) => Console.Out.WriteLine($"DEBUG: {message}");
    public override void WriteProgress(long sourceId, ProgressRecord record) { }

    public override string ReadLine()
    {
        RequireInteractive();
        return Console.In.ReadLine() ?? throw new PSInvalidOperationException("Standard input has ended.");
    }

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireInteractive();
        throw new NotSupportedException($"{caption} {message}: this host cannot ask for parameters.");
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireInteractive();
        return defaultChoice;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
        throw new NotSupportedException();

    /// <summary>Without the colours that the formatter adds: the streams are never a terminal.</summary>
    private static string Plain(string value) => new StringDecorated(value).ToString(OutputRendering.PlainText);

    private void RequireInteractive()
    {
        if (nonInteractive) throw new PSInvalidOperationException("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
    }
}

/// <summary>The buffer that a redirected console has: the formatter wraps tables at its width.</summary>
public sealed class PlainRawUI : PSHostRawUserInterface
{
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;
    public override Size BufferSize { get; set; } = new(120, 9001);
    public override Coordinates CursorPosition { get; set; }
    public override int CursorSize { get; set; } = 25;
    public override bool KeyAvailable => false;
    public override Size MaxPhysicalWindowSize => BufferSize;
    public override Size MaxWindowSize => BufferSize;
    public override Coordinates WindowPosition { get; set; }
    public override Size WindowSize { get; set; } = new(120, 50);
    public override string WindowTitle { get; set; } = "";

    public override void FlushInputBuffer() { }
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw new NotSupportedException();
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();
}
