using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace EntraWriteback.TestHost.Cmdlets;

/// <summary>
/// All cmdlets that the engine lacks and the scripts under test may use: keep it short. Each behaves as documented for
/// Windows PowerShell 5.1, the shell on a Connect server, where 5.1 and 7 differ.
/// </summary>
public static class Supplied
{
    public static IEnumerable<SessionStateCommandEntry> All { get; } =
    [
        Entry<ConvertToJson>("ConvertTo-Json"),
        Entry<ConvertFromJson>("ConvertFrom-Json"),
        Entry<NewObject>("New-Object"),
        Entry<ReadHost>("Read-Host"),
        Entry<StartSleep>("Start-Sleep"),
        Entry<WriteOutput>("Write-Output"),
        Entry<WriteError>("Write-Error"),
    ];

    private static SessionStateCmdletEntry Entry<T>(string name) where T : Cmdlet => new(name, typeof(T), null);
}
