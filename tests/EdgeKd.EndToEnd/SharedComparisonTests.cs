using EdgeKd.Pipeline.Comparing;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.EndToEnd;

/// <summary>Comparisons of a part of the arms, and of one store by several processes.</summary>
[TestFixture]
public class SharedComparisonTests
{
    private readonly TinyRecipe _recipe = new(data: "{ kind: shapes, trainCount: 240, testCount: 24 }");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void A_training_that_another_process_makes_is_left_to_it_until_the_others_are_made()
    {
        Assert.That(_recipe.Run("compare", "--seeds", "1", "--arms", "alone").Code, Is.Zero);
        var made = Directory.GetDirectories(Path.Combine(_recipe.Artifacts, "tiny", "distill")).Single(folder => !folder.EndsWith(".partial", StringComparison.Ordinal));
        Directory.Delete(made, recursive: true);
        // What a process that makes it would hold.
        var other = new FileStream(made + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var observer = new Notes(note =>
        {
            if (note.Contains("waiting for it", StringComparison.Ordinal))
                other.Dispose();
        });

        var report = ArmComparison.Run(
            _recipe.RecipePath, new PipelineOptions { ArtifactsFolder = _recipe.Artifacts }, 1, [], observer, CancellationToken.None);

        Assert.That(observer.Lines.Where(line => line.StartsWith("compare:", StringComparison.Ordinal) || line.Contains("waiting")), Is.EqualTo(new[]
        {
            "compare: arm kd, seed 7 (1 more)",
            "compare: arm alone, seed 7 (0 more)",
            $"distill: another process is making {Path.GetFileName(made)}; waiting for it",
        }));
        Assert.That(report.Arms.Select(arm => (arm.Name, arm.Runs.Count)), Is.EqualTo(new[] { ("alone", 1), ("kd", 1) }));
    }

    [Test]
    public void An_arm_that_the_recipe_does_not_have_is_one_line()
    {
        var (code, _, errors) = _recipe.Run("compare", "--arms", "kd,gdp");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.TrimEnd(), Does.Contain("no arm 'gdp'; it has alone, kd").And.Not.Contain("\n"));
    }

    private sealed class Notes(Action<string> onNote) : IPipelineObserver
    {
        public List<string> Lines { get; } = [];

        public void Started(string stage)
        {
        }

        public void Progressed(StageProgress progress)
        {
        }

        public void Finished(StageOutcome outcome)
        {
        }

        public void Note(string line)
        {
            Lines.Add(line);
            onNote(line);
        }
    }
}
