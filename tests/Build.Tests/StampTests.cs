using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class StampTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("edgekd-build-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AStampMatchesOnlyTheStateItWasWrittenWith()
    {
        var stamp = new Stamp(Path.Combine(_folder, "deep", "a.stamp"));
        Assert.That(stamp.Matches("one"), Is.False);
        stamp.Write("one");
        Assert.That(stamp.Matches("one"), Is.True);
        Assert.That(stamp.Matches("two"), Is.False);
    }

    [Test]
    public void TheStateFollowsContentsTimesAndPresence()
    {
        var file = Path.Combine(_folder, "a.cs");
        var states = new List<string> { Stamp.StateOf([file]) };
        File.WriteAllText(file, "x");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        states.Add(Stamp.StateOf([file]));
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1));
        states.Add(Stamp.StateOf([file]));
        File.WriteAllText(file, "xy");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1));
        states.Add(Stamp.StateOf([file]));
        states.Add(Stamp.StateOf([file], "nuget"));

        Assert.That(states, Is.Unique);
        Assert.That(Stamp.StateOf([file], "nuget"), Is.EqualTo(states[^1]));
    }

    [Test]
    public void TheStateDoesNotDependOnTheOrderOfFiles() =>
        Assert.That(Stamp.StateOf(["b", "a"]), Is.EqualTo(Stamp.StateOf(["a", "b"])));

    [Test]
    public void OutputsAreNoSources()
    {
        foreach (var path in new[] { "src/a.cs", "src/bin/b.dll", "src/obj/c.json", "src/.vs/d", "src/native/e.cpp" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
            File.WriteAllText(Path.Combine(_folder, path), "");
        }

        Assert.That(Stamp.SourcesUnder(_folder).Select(file => Path.GetRelativePath(_folder, file)), Is.EquivalentTo(new[] { "src/a.cs", "src/native/e.cpp" }));
        Assert.That(Stamp.SourcesUnder(Path.Combine(_folder, "none")), Is.Empty);
    }
}
