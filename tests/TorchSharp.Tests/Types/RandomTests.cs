using static TorchSharp.torch;

namespace TorchSharp.Tests.Types;

[TestFixture]
internal sealed class RandomTests
{
    [Test]
    public void ASeedGivesTheSameNumbersAgain()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = randn(5);
        manual_seed(7);
        Assert.That(randn(5).Equals(first));
        manual_seed(8);
        Assert.That(randn(5).Equals(first), Is.False);
        Assert.That(initial_seed(), Is.EqualTo(8));
    }

    [Test]
    public void TheStateCanBeKeptAndSetBack()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        rand(3);
        var state = get_rng_state();
        var next = rand(4);
        set_rng_state(state);
        Assert.That(rand(4).Equals(next));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => set_rng_state(zeros(3, uint8)));
    }

    [Test]
    public void AGeneratorIsIndependentOfTheGlobalOne()
    {
        using var scope = NewDisposeScope();
        using var a = new Generator(5);
        using var b = new Generator().manual_seed(5);
        manual_seed(0);
        Assert.That(rand([3], generator: a).Equals(rand([3], generator: b)));
        using var kept = a.get_state();
        var next = randint(100, [4], generator: a);
        a.set_state(kept);
        Assert.That(randint(100, [4], generator: a).Equals(next));
    }

    [Test]
    public void NumbersLieWhereTheyShould()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var uniform = empty(10_000L).uniform_(-2, 3);
        Assert.That((uniform >= -2).all().ToBoolean() && (uniform < 3).all().ToBoolean());
        var normal = randn(10_000L);
        Assert.That(normal.mean().ToSingle(), Is.Zero.Within(0.05));
        Assert.That(normal.std().ToSingle(), Is.EqualTo(1).Within(0.05));
        var integers = randint(2, 5, [1000L]);
        Assert.That((integers.min().ToInt64(), integers.max().ToInt64()), Is.EqualTo((2L, 4L)));
        Assert.That(randperm(50).sort().Values.Equals(arange(50)));
        Assert.That(full([10_000], 0.25).bernoulli().mean().ToSingle(), Is.EqualTo(0.25).Within(0.03));
    }
}
