using System.Diagnostics;
using System.Runtime.Versioning;
using EdgeKd.EndToEnd.Teachers;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd.Docs;

/// <summary>Runs every command of the pages for newcomers, one page after the other, as a newcomer does: in a shell, in a folder of images.</summary>
[TestFixture]
public class DocumentedCommandsTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    private string _folder = null!;

    private static string Page(string name) => File.ReadAllText(RepositoryFiles.PathOf($"docs/{name}"));

    [OneTimeSetUp, SupportedOSPlatform("linux")]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-docs-").FullName;
        using var train = new HueImages(900, 1);
        using var test = new HueImages(360, 3);
        BitmapFile.WriteAll(train, Path.Combine(_folder, "photos", "train"), _ => true);
        BitmapFile.WriteAll(test, Path.Combine(_folder, "photos", "test"), _ => true);
        var command = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "edgekd");
        File.WriteAllText(command, $"#!/bin/sh\nexec '{Environment.ProcessPath}' '{Path.Combine(AppContext.BaseDirectory, "edgekd.dll")}' \"$@\"\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    // The second page goes on where the first one ends.
    [Test]
    public void Newcomers_come_to_a_bundle_and_through_a_refusal()
    {
        RunAll("getting-started.md", leastCommands: 7);

        using var bundle = BundleReader.Open(Path.Combine(_folder, "artifacts", "ship", "photos-0.1.0.zip"));
        Assert.That(bundle.Manifest.Labels, Is.EqualTo(HueImages.Names.Order(StringComparer.Ordinal)));
        Assert.That(bundle.Manifest.Models.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8" }));

        RunAll("refusals.md", leastCommands: 8);
    }

    [TestCase("getting-started.md")]
    [TestCase("refusals.md")]
    public void No_command_stands_outside_of_what_is_run(string page) => Assert.That(ConsoleBlocks.Untested(Page(page)), Is.Empty);

    [TestCase("a 12 b", "a 7 b", true)]
    [TestCase("a 1,234 b", "a 98 b", true)]
    [TestCase("a ... b", "a x y b", true)]
    [TestCase("a ...", "b x", false)]
    [TestCase("FAIL photos", "PASS photos", false)]
    [TestCase("16×16", "16×16", true)]
    [TestCase("width 0.5, about ... bytes", "width 0.25, about 1,234 bytes", true)]
    [TestCase("top1 against", "top5 against", false)]
    public void What_is_shown_is_compared_but_for_numbers(string shown, string line, bool isShown) =>
        Assert.That(ConsoleBlocks.IsShown(shown, line), Is.EqualTo(isShown));

    private void RunAll(string page, int leastCommands)
    {
        var commands = ConsoleBlocks.Of(Page(page));
        Assert.That(commands, Has.Count.GreaterThanOrEqualTo(leastCommands));
        foreach (var (line, exitCode, shown) in commands)
        {
            var (code, output) = Run(line);
            Assert.That(code, Is.EqualTo(exitCode), $"{line}\n{output}");
            var lines = output.Split('\n');
            foreach (var expected in shown.Where(expected => expected != "..."))
                Assert.That(lines.Any(actual => ConsoleBlocks.IsShown(expected, actual)), Is.True, $"{page} shows \"{expected}\" of: {line}\n{output}");
        }
    }

    private (int Code, string Output) Run(string line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec 2>&1\n{line}"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["PATH"] = $"{Path.Combine(_folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{line} did not end within {TimeLimit.TotalMinutes} minutes");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult());
    }
}
