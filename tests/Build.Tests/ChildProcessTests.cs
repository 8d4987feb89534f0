using Cake.Core;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class ChildProcessTests
{
    [TestCase(0), TestCase(3), TestCase(255)]
    public void TheExitCodeIsTheChilds(int exitCode) =>
        Assert.That(ChildProcess.Run("sh", ["-c", $"exit {exitCode}"], "/"), Is.EqualTo(exitCode));

    [Test]
    public void AFailureKeepsItsExitCode() =>
        Assert.That(() => ChildProcess.Require("This", "sh", ["-c", "exit 3"], "/"), Throws.TypeOf<CakeException>().With.Property("ExitCode").EqualTo(3));

    [Test]
    public void ArgumentsAreNotReadByAShell() =>
        Assert.That(ChildProcess.Capture("printf", ["%s|", "a b", "$HOME", "`id`", "\"", ";"], "/"), Is.EqualTo((0, "a b|$HOME|`id`|\"|;|")));

    [Test]
    public void AMissingProgramIsSeen() =>
        Assert.That(ChildProcess.Capture("edgekd-no-such-program", [], "/"), Is.EqualTo((-1, "")));
}
