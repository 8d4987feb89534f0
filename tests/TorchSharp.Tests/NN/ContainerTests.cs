using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class ContainerTests
{
    private sealed class Holder : nn.Module
    {
        private readonly ModuleList<Linear> layers = nn.ModuleList(nn.Linear(1, 2), nn.Linear(2, 3));
        private readonly ModuleDict heads = nn.ModuleDict(("a", nn.Linear(1, 1)), ("b", nn.ReLU()));

        public Holder()
            : base(nameof(Holder)) => RegisterComponents();

        public ModuleList<Linear> Layers => layers;

        public ModuleDict Heads => heads;
    }

    [Test]
    public void MembersBelongToTheHolder()
    {
        using var holder = new Holder();
        Assert.That(holder.state_dict().Keys, Is.EqualTo(new[]
        {
            "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "heads.a.weight", "heads.a.bias",
        }));
        Assert.That(holder.Layers.Count, Is.EqualTo(2));
        Assert.That(holder.Layers[1].in_features, Is.EqualTo(2));
        Assert.That(holder.Heads["b"], Is.InstanceOf<ReLU>());
        Assert.That(holder.Heads.keys(), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void ASequenceRunsItsModulesInOrder()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(("double", nn.Linear(1, 1)), ("cut", nn.ReLU()), ("again", nn.Identity()));
        nn.init.constant_(((Linear)net[0]).weight, 2);
        nn.init.constant_(((Linear)net[0]).bias!, -3);
        Assert.That(net.call(tensor(new float[] { 1, 4 }).reshape(2, 1)).reshape(-1).data<float>().ToArray(), Is.EqualTo(new float[] { 0, 5 }));
        Assert.That(net.named_children().Select(child => child.name), Is.EqualTo(new[] { "double", "cut", "again" }));
    }

    [Test]
    public void UnnamedModulesAreNumbered()
    {
        using var net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3)).append(nn.ReLU());
        Assert.That(net.Count, Is.EqualTo(4));
        Assert.That(net.named_parameters().Select(pair => pair.name), Is.EqualTo(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }));
        Assert.That(net[1..3].named_children().Select(child => child.name), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(net[(null, 1)].Count, Is.EqualTo(1));
        Assert.That(() => net[(0, 9)], Throws.TypeOf<IndexOutOfRangeException>());
    }

    [Test]
    public void AnEmptySequenceGivesItsInput()
    {
        using var net = nn.Sequential();
        using var x = ones(2);
        using var y = net.call(x);
        Assert.That(ReferenceEquals(x, y), Is.False);
        Assert.That(y.Equals(x));
    }

    [Test]
    public void ASequenceReleasesWhatLiesBetween()
    {
        using var net = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Dropout(), nn.Linear(4, 4));
        using var x = ones(2, 4);
        var before = Tensor.TotalCount;
        using var y = net.call(x);
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(1));
        y.sum().backward();
        Assert.That(x.IsInvalid, Is.False);
    }

    [Test]
    public void NamesWithDotsOrTwiceAreRefused()
    {
        using var net = nn.Sequential();
        Assert.That(() => net.append("a.b", nn.ReLU()), Throws.ArgumentException);
        Assert.That(() => net.append("", nn.ReLU()), Throws.ArgumentException);
        net.append("a", nn.ReLU());
        Assert.That(() => net.append("a", nn.ReLU()), Throws.InvalidOperationException);
    }
}
