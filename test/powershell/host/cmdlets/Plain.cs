using System.Collections;
using System.Management.Automation;

namespace EntraWriteback.TestHost.Cmdlets;

[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObject : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo<Type>(TypeName, out var type))
        {
            Fail(new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."), "TypeNotFound");
            return;
        }
        var made = type == typeof(PSObject) ? new PSObject() : new PSObject(Construct(type));
        foreach (DictionaryEntry entry in Property ?? new Hashtable()) Set(made, (string)entry.Key, entry.Value);
        WriteObject(made);
    }

    /// <summary>By the engine's own rules for choosing a constructor and converting its arguments.</summary>
    private object Construct(Type type) =>
        ScriptBlock.Create("param($type, $list) $type::new.Invoke($list)").InvokeReturnAsIs(type, ArgumentList);

    private static void Set(PSObject made, string name, object? value)
    {
        if (made.Properties[name] is { } property) property.Value = value;
        else made.Properties.Add(new PSNoteProperty(name, value));
    }

    private void Fail(Exception problem, string id) =>
        ThrowTerminatingError(new ErrorRecord(problem, id, ErrorCategory.InvalidType, null));
}

[Cmdlet(VerbsCommunications.Read, "Host")]
public sealed class ReadHost : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    protected override void BeginProcessing()
    {
        if (Prompt is not null) Host.UI.Write($"{LanguagePrimitives.ConvertTo<string>(Prompt)}: ");
        WriteObject(Host.UI.ReadLine());
    }
}

[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleep : PSCmdlet
{
    private readonly ManualResetEventSlim stopped = new();

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Seconds")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int Seconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds")]
    [ValidateRange(0, int.MaxValue)]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord() => stopped.Wait(ParameterSetName == "Seconds" ? Seconds * 1000 : Milliseconds);

    protected override void StopProcessing() => stopped.Set();
}

[Cmdlet(VerbsCommunications.Write, "Output")]
public sealed class WriteOutput : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject, !NoEnumerate);
}

[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "Message")]
public sealed class WriteError : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Message")]
    [AllowEmptyString]
    public string Message { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = "Exception")]
    public Exception? Exception { get; set; }

    [Parameter]
    public string ErrorId { get; set; } = "";

    protected override void ProcessRecord()
    {
        var id = ErrorId == "" ? "Microsoft.PowerShell.Commands.WriteErrorException" : ErrorId;
        base.WriteError(new ErrorRecord(Exception ?? new WriteErrorException(Message), id, ErrorCategory.NotSpecified, null));
    }
}

/// <summary>By the name under which scripts see what Write-Error made.</summary>
public sealed class WriteErrorException(string message) : SystemException(message);
