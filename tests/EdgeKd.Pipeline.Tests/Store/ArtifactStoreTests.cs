using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Store;

[TestFixture]
public class ArtifactStoreTests
{
    private static readonly StageIdentity Identity = StageIdentityTests.Sample();
    private readonly List<string> _notes = [];
    private TemporaryFolder _folder = null!;
    private ArtifactStore _store = null!;
    private int _made;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _store = new ArtifactStore(_folder.Path, "tiny");
        _notes.Clear();
        _made = 0;
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private StageProducts Write(StageWorkspace work)
    {
        _made++;
        File.WriteAllText(Path.Combine(work.OutputFolder, "weights.bin"), "the weights");
        File.WriteAllText(Path.Combine(work.OutputFolder, "times.json"), "[1]");
        return new StageProducts
        {
            Outputs = new Dictionary<string, OutputKind>
            {
                ["weights.bin"] = OutputKind.Deterministic,
                ["times.json"] = OutputKind.Measured,
            },
            Summary = "wrote",
        };
    }

    private StoredStage Obtain(Func<StageWorkspace, StageProducts>? make = null, StageIdentity? identity = null) =>
        _store.Obtain(identity ?? Identity, 7, make ?? Write, _notes.Add, CancellationToken.None);

    [Test]
    public void The_second_time_nothing_runs()
    {
        var first = Obtain();
        var second = Obtain();

        Assert.That((first.Cached, second.Cached, _made), Is.EqualTo((false, true, 1)));
        Assert.That(second.Record.Seed, Is.EqualTo(7));
        Assert.That(second.Record.Output("weights.bin").Kind, Is.EqualTo(OutputKind.Deterministic));
        Assert.That(second.Record.Output("times.json").Kind, Is.EqualTo(OutputKind.Measured));
        Assert.That(File.ReadAllText(second.PathOf("weights.bin")), Is.EqualTo("the weights"));
        Assert.That(Directory.GetDirectories(Path.GetDirectoryName(first.Folder)!), Is.EqualTo(new[] { first.Folder }), "nothing partial stays");
    }

    private static IEnumerable<TestCaseData> Damages()
    {
        yield return new((string folder) => File.WriteAllText(Path.Combine(folder, "weights.bin"), "the weightz"), "output weights.bin is damaged (its SHA-256 differs)") { TestName = "changed" };
        yield return new((string folder) => File.WriteAllText(Path.Combine(folder, "weights.bin"), "the"), "output weights.bin has 3 bytes instead of 11") { TestName = "cut" };
        yield return new((string folder) => File.Delete(Path.Combine(folder, "weights.bin")), "output weights.bin is missing") { TestName = "removed" };
        yield return new((string folder) => File.WriteAllText(Path.Combine(folder, "stage.json"), "{"), "stage.json cannot be read") { TestName = "stage.json cut" };
        yield return new((string folder) => File.WriteAllText(Path.Combine(folder, "stage.json"), File.ReadAllText(Path.Combine(folder, "stage.json")).Replace("weights.bin", "../weights.bin")), "output ../weights.bin lies outside") { TestName = "a path out of the folder" };
        yield return new((string folder) => File.WriteAllText(Path.Combine(folder, "stage.json"), File.ReadAllText(Path.Combine(folder, "stage.json")).Replace(Identity.Key, new string('0', 64))), "stage.json belongs to another key") { TestName = "another key" };
    }

    [TestCaseSource(nameof(Damages))]
    public void Damage_is_noticed_and_made_again(Action<string> damage, string note)
    {
        damage(Obtain().Folder);

        var again = Obtain();

        Assert.That((again.Cached, _made), Is.EqualTo((false, 2)));
        Assert.That(_notes, Has.Some.StartsWith($"distill: {note}"));
        Assert.That(File.ReadAllText(again.PathOf("weights.bin")), Is.EqualTo("the weights"));
        Assert.That(Obtain().Cached, Is.True);
    }

    [Test]
    public void A_stage_that_fails_leaves_no_outputs_and_keeps_its_work()
    {
        Assert.That(() => Obtain(work =>
        {
            File.WriteAllText(Path.Combine(work.WorkFolder, "checkpoint"), "epoch 3");
            File.WriteAllText(Path.Combine(work.OutputFolder, "half"), "h");
            throw new OperationCanceledException();
        }), Throws.TypeOf<OperationCanceledException>());
        Assert.That(_store.Find(Identity, _notes.Add), Is.Null);

        var found = "";
        Obtain(work =>
        {
            found = File.ReadAllText(Path.Combine(work.WorkFolder, "checkpoint"));
            Assert.That(Directory.GetFileSystemEntries(work.OutputFolder), Is.Empty);
            return Write(work);
        });

        Assert.That(found, Is.EqualTo("epoch 3"));
    }

    [Test]
    public void An_output_that_is_not_named_is_refused() =>
        Assert.That(() => Obtain(work =>
        {
            File.WriteAllText(Path.Combine(work.OutputFolder, "stray"), "");
            return Write(work);
        }), Throws.InvalidOperationException.With.Message.Contains("stray"));

    [Test]
    public async Task While_one_makes_the_other_waits_and_takes_what_was_made()
    {
        var bothMayEnd = new ManualResetEventSlim();
        var waiting = new ManualResetEventSlim();
        var inside = new ManualResetEventSlim();
        var first = Task.Run(() => Obtain(work =>
        {
            inside.Set();
            bothMayEnd.Wait();
            return Write(work);
        }));
        inside.Wait();
        var second = Task.Run(() => _store.Obtain(Identity, 7, Write, note => { lock (_notes) _notes.Add(note); waiting.Set(); }, CancellationToken.None));
        waiting.Wait();
        bothMayEnd.Set();

        Assert.That((await first).Cached, Is.False);
        Assert.That((await second).Cached, Is.True);
        Assert.That(_made, Is.EqualTo(1));
        Assert.That(_notes, Has.One.Contains("waiting for it"));
    }

    [Test]
    public void Waiting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var folder = _store.FolderOf(Identity);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var held = FileLock.TryTake(folder + ".lock");

        Assert.That(() => _store.Obtain(Identity, 7, Write, _ => cancel.Cancel(), cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(28, "no space left for the artifact store")]
    [TestCase(122, "no space left for the artifact store")]
    [TestCase(30, "lies on a read-only file system")]
    public void A_full_or_read_only_disk_is_one_line(int errno, string message) =>
        Assert.That(() => Obtain(_ => throw new IOException("from the system", errno)),
            Throws.TypeOf<IOException>().With.Message.Contains(message));

    [Test]
    public void A_file_is_no_store()
    {
        File.WriteAllText(_folder.File("store"), "");

        Assert.That(() => new ArtifactStore(_folder.File("store"), "tiny").Obtain(Identity, 7, Write, _notes.Add, CancellationToken.None),
            Throws.TypeOf<IOException>().With.Message.Contains("is a file; name a folder with --artifacts"));
    }

    [Test]
    public void Collection_keeps_what_was_used_last()
    {
        var stages = Enumerable.Range(1, 4).Select(version => Identity with { StageVersion = version }).ToArray();
        var folders = stages.Select(identity => Obtain(identity: identity).Folder).ToArray();
        for (var i = 0; i < folders.Length; i++)
            Directory.SetLastWriteTimeUtc(folders[i], DateTime.UnixEpoch.AddDays(i));
        Obtain(identity: stages[0]);
        Directory.CreateDirectory(_folder.File("bin/edgekd"));

        var result = GarbageCollection.Run(_folder.Path, keep: 2);

        Assert.That(folders.Select(Directory.Exists), Is.EqualTo(new[] { true, false, false, true }));
        Assert.That((result.Removed, result.Kept), Is.EqualTo((2, 2)));
        Assert.That(result.FreedBytes, Is.GreaterThan(0));
        Assert.That(Directory.Exists(_folder.File("bin/edgekd")), Is.True, "what is not the store's stays");
    }

    [Test]
    public void Collection_leaves_a_key_that_is_being_made()
    {
        var folder = Obtain().Folder;
        using var held = FileLock.TryTake(folder + ".lock");

        GarbageCollection.Run(_folder.Path, keep: 0);

        Assert.That(Directory.Exists(folder), Is.True);
    }

    [Test]
    public void Collection_removes_what_killed_runs_left()
    {
        Assert.That(() => Obtain(_ => throw new OperationCanceledException()), Throws.TypeOf<OperationCanceledException>());

        Assert.That(GarbageCollection.Run(_folder.Path, keep: 0).Removed, Is.EqualTo(1));
        Assert.That(Directory.GetDirectories(Path.Combine(_store.RecipeFolder, "distill")), Is.Empty);
    }
}
