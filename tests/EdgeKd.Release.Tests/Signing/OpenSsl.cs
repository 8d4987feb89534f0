using System.ComponentModel;
using System.Diagnostics;

namespace EdgeKd.Release.Tests.Signing;

/// <summary>Programs that tests run where they are installed.</summary>
internal static class OpenSsl
{
    /// <summary>Passes a test over where a program is not installed.</summary>
    public static void RequireInstalled(string program = "openssl", string argument = "version")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"{program} is not installed here");
        }
    }
}
