using System.Diagnostics;

namespace EdgeKd.Benchmarks.Tests;

/// <summary>The program itself: what is wrong with its command line, it says in one line before it measures.</summary>
[TestFixture]
public class ProgramTests
{
    [TestCase("--check=missing.json", "missing.json")]
    [TestCase("--check=earlier.json", "no peers")]
    [TestCase("--only=steps --pair=cifar100", "'cifar100'")]
    [TestCase("--only=steps --kind=kdd", "'kdd'")]
    [TestCase("--only=everything", "'everything'")]
    public void EndsWithTwo(string arguments, string named)
    {
        // A check that compared nothing would pass.
        var work = Directory.CreateTempSubdirectory("edgekd-").FullName;
        File.WriteAllText(Path.Combine(work, "earlier.json"), "[]");
        var folder = Path.Combine(work, "output");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        using var process = Process.Start(new ProcessStartInfo(host, [typeof(BenchOptions).Assembly.Location, $"--output={folder}", .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = work,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(2), errors);
        Assert.That(errors.TrimEnd('\n'), Does.Contain(named).And.Not.Contain("\n"));
        Assert.That(output.GetAwaiter().GetResult(), Is.Empty);
        Assert.That(Directory.Exists(folder), Is.False);
        Directory.Delete(work, recursive: true);
    }
}
