using System.ComponentModel;
using System.Diagnostics;

namespace EdgeKd.Release.Tests.Signing;

/// <summary>The command line of OpenSSL, where it is installed.</summary>
internal static class OpenSsl
{
    /// <summary>Passes a test over where openssl is not installed.</summary>
    public static void RequireInstalled()
    {
        try
        {
            Run("version");
        }
        catch (Win32Exception)
        {
            Assert.Ignore("openssl is not installed here");
        }
    }

    public static (int Code, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
