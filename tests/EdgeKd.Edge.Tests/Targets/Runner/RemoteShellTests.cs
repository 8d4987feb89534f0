using System.Diagnostics;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets.Runner;

[TestFixture]
public class RemoteShellTests
{
    [TestCase("plain")]
    [TestCase("")]
    [TestCase("two words")]
    [TestCase("it's")]
    [TestCase("'")]
    [TestCase("'''a'")]
    [TestCase("$(touch x) `touch x` $HOME \\ \" * ? ~ ; & | < > # ! {a,b}")]
    [TestCase("line\nbreak\ttab")]
    [TestCase("Grüße, 世界")]
    public void A_shell_takes_a_quoted_word_literally(string word)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf %s {RemoteShell.Quoted(word)}"]) { RedirectStandardOutput = true })!;

        Assert.That(shell.StandardOutput.ReadToEnd(), Is.EqualTo(word));
    }

    [Test]
    public void A_folder_is_removed_with_what_runs_in_it_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mine");
        Directory.CreateDirectory(path);
        // A number that belongs to another program by now.
        using var other = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        File.WriteAllText(Path.Combine(path, "pid"), $"{other.Id}\n");

        Run(RemoteShell.Remove(path));

        Assert.That(Directory.Exists(path), Is.False);
        Assert.That(other.HasExited, Is.False, "a program that is not ours was ended");
        other.Kill();

        Directory.CreateDirectory(path);
        File.Copy("/bin/sleep", Path.Combine(path, "runner"));
        using var ours = Process.Start(new ProcessStartInfo("sh", ["-c", RemoteShell.Start(path, [$"{path}/runner", "600"])]))!;
        SpinWait.SpinUntil(() => File.Exists($"/proc/{ours.Id}/cmdline") && File.ReadAllText($"/proc/{ours.Id}/cmdline").StartsWith(path, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Run(RemoteShell.Remove(path));
        ours.WaitForExit();

        Assert.That(ours.ExitCode, Is.EqualTo(128 + 9));
    }

    private static void Run(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", line]))!;
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.Zero);
    }
}
