using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

[TestFixture]
[NonParallelizable]
public class CheckpointNamesTests
{
    //  names in the file, names in the network, how many notes
    [TestCase("a.w b.w", "a.w b.w", 0, TestName = "a bare state dict")]
    [TestCase("module.a.w module.b.w", "a.w b.w", 1, TestName = "DataParallel")]
    [TestCase("_orig_mod.module.a.w", "a.w", 2, TestName = "compiled DataParallel")]
    [TestCase("module.a.w b.w", "module.a.w b.w", 0, TestName = "a prefix of some names is part of them")]
    [TestCase("student.a.w teacher.a.w embed.w", "a.w", 1, TestName = "a distiller")]
    [TestCase("module.student.a.w module.teacher.a.w", "a.w", 2, TestName = "a distiller under DataParallel")]
    [TestCase("student.module.a.w teacher.module.a.w", "a.w", 2, TestName = "DataParallel in a distiller")]
    [TestCase("teacher.a.w teacher.b.w", "teacher.a.w teacher.b.w", 0, TestName = "a teacher without a student")]
    [TestCase("model.a.w model.b.w", "model.a.w model.b.w", 0, TestName = "a child that may be the network's own")]
    [TestCase("", "", 0, TestName = "no names")]
    public void WrappersAreTakenOff(string file, string network, int notes)
    {
        var names = CheckpointNames.Unwrap(file.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(names.Names.Select(pair => pair.Key), Is.EqualTo(network.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(names.Names.Select(pair => pair.Value), Is.SubsetOf(file.Split(' ')));
        Assert.That(names.Notes, Has.Count.EqualTo(notes));
    }

    [Test]
    public void ManyWrappersEndSomewhere() =>
        Assert.That(CheckpointNames.Unwrap([string.Concat(Enumerable.Repeat("module.", 10_000))]).Notes, Has.Count.LessThan(20));

    [TestCase("module.", 1)]
    [TestCase("module.student.", 2)]
    [TestCase("model.", 1)]
    [TestCase("net.backbone.", 2)]
    [TestCase("", 0)]
    public void ANetworkLoadsUnderAnyPrefixAndItIsSaid(string prefix, int notes)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = nn.Sequential(("0", nn.Linear(2, 3)), ("1", nn.BatchNorm1d(3)));
        using var loaded = nn.Sequential(("0", nn.Linear(2, 3)), ("1", nn.BatchNorm1d(3)));
        PyTorchCheckpoint.Save(folder["t"], StateDictionary.Of(saved).Select(pair => KeyValuePair.Create(prefix + pair.Key, pair.Value)));
        Assert.That(Checkpoint.Load(loaded, folder["t"]), Has.Count.EqualTo(notes));
        Assert.That(StateDictionary.Of(loaded).Select(pair => Convert.ToHexString(pair.Value.bytes)), Is.EqualTo(StateDictionary.Of(saved).Select(pair => Convert.ToHexString(pair.Value.bytes))));
    }

    [Test]
    public void ANetworkWithAStudentOfItsOwnIsNotTouched()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var network = nn.ModuleDict(("student", (nn.Module)nn.Linear(2, 3)), ("teacher", nn.Linear(2, 3)));
        Checkpoint.Save(network, folder["t"]);
        Assert.That(Checkpoint.Load(network, folder["t"]), Is.Empty);
    }

    [Test]
    public void AFileFromBeforeBatchCountersLoadsWithCountersOfZero()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 3 });
        network.call(rand([2, 3, 32, 32]));
        var state = StateDictionary.Of(network);
        PyTorchCheckpoint.Save(folder["old"], state.Where(pair => !pair.Key.EndsWith("num_batches_tracked")));
        PyTorchCheckpoint.Save(folder["lost"], state.Where(pair => pair.Key != "bn1.num_batches_tracked"));
        Assert.That(Checkpoint.Load(network, folder["old"]), Is.EqualTo(new[] { "9 batch counters (bn1.num_batches_tracked, …), which it lacks, are 0" }));
        Assert.That(state.Where(pair => pair.Key.EndsWith("num_batches_tracked")).Select(pair => pair.Value.item<long>()), Is.All.Zero);
        Assert.That(() => Checkpoint.Load(network, folder["lost"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("1 missing: 'bn1.num_batches_tracked'"));
    }

    [Test]
    public void AVeryDifferentFileGivesALineThatCanBeRead()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var network = ModelZoo.Create("resnet110", new ModelOptions { Classes = 3 });
        using var other = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 3 });
        Checkpoint.Save(other, folder["t"]);
        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Load(network, folder["t"]))!;
        Assert.That(error.Message, Does.Contain("658 more").And.Contain("nearest").And.Not.Contain("\n"));
        Assert.That(error.Message, Has.Length.LessThan(3000));
    }
}
