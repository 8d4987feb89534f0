using System.Diagnostics;

namespace EdgeKd;

/// <summary>Runs the Python libraries that this project is compared with: Debian's python3-torch, -torchvision, -onnx, -pil and
/// -jsonschema.</summary>
/// <remarks>
/// The test set-up installs them. Importing torch takes a second or two: let one script do all that a fixture needs, and keep
/// what it wrote.
/// </remarks>
public static class PythonPeer
{
    // Debian's own: another Python that comes first on the path has not these packages.
    private const string Interpreter = "/usr/bin/python3";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a script, one thread, without the user's own packages and settings.</summary>
    /// <param name="script">The source text.</param>
    /// <param name="arguments">What <c>sys.argv[1:]</c> holds.</param>
    /// <returns>What the script printed.</returns>
    /// <exception cref="InvalidOperationException">The script failed or hung; the message holds what it wrote to standard error.</exception>
    public static string Run(string script, params string[] arguments) => Start(["-I", "-c", script, .. arguments]);

    /// <summary>As <see cref="Run"/>, a file that imports its neighbours.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arguments">What <c>sys.argv[1:]</c> holds.</param>
    /// <returns>What the script printed.</returns>
    /// <exception cref="InvalidOperationException">The script failed or hung; the message holds what it wrote to standard error.</exception>
    public static string RunFile(string path, params string[] arguments) => Start(["-E", "-s", "-B", path, .. arguments]);

    private static string Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The Python script did not end within {TimeLimit.TotalMinutes} minutes.");
        }

        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult()
            : throw new InvalidOperationException($"The Python script ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
    }
}
