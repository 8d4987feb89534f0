using EdgeKd.Benchmarks.Steps;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>The peers' command line.</summary>
[TestFixture]
public class UsageTests
{
    private static readonly string Script = RepositoryFiles.PathOf("tests/peers/training_step.py");
    private static readonly string Kinds = string.Join(", ", StepKind.All.Select(kind => kind.Name));

    [Test]
    public void HelpNamesTheKindsThatTheBenchmarksTime()
    {
        // Lines are as wide as the terminal.
        var words = string.Join(' ', PythonPeer.RunFile(Script, "--help").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.That(words, Does.Contain($" KIND {Kinds} FORM published, tuned ").And.Contain("answers each number of steps"));
    }

    [Test]
    public void AWrongKindGetsOneLineThatNamesThem() =>
        Assert.That(
            () => PythonPeer.RunFile(Script, "kdd", "tuned", "live", "cifar", "4", "1"),
            Throws.InvalidOperationException.With.Message.EqualTo(
                $"The Python script ended with 2: training_step.py: argument KIND: there is no kind kdd: use {Kinds}\n"));
}
