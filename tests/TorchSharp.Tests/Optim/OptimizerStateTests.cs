using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

[TestFixture]
internal sealed class OptimizerStateTests
{
    private static IEnumerable<TestCaseData> Optimizers()
    {
        yield return new TestCaseData((Func<Parameter, OptimizerHelper>)(p => torch.optim.SGD([p], 0.1, 0.9, weight_decay: 0.01))).SetArgDisplayNames("SGD");
        yield return new TestCaseData((Func<Parameter, OptimizerHelper>)(p => torch.optim.Adam([p]))).SetArgDisplayNames("Adam");
        yield return new TestCaseData((Func<Parameter, OptimizerHelper>)(p => torch.optim.AdamW([p], amsgrad: true))).SetArgDisplayNames("AdamW");
    }

    [TestCaseSource(nameof(Optimizers))]
    public void AResumedOptimizerGoesOnAsTheFirstWould(Func<Parameter, OptimizerHelper> make)
    {
        using var scope = NewDisposeScope();
        var first = nn.Parameter(tensor(new[] { 1.0, -2.0 }));
        using var optimizer = make(first);
        Train(first, optimizer, 3);

        var second = nn.Parameter(first.detach().clone());
        using var resumed = make(second);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        resumed.load_state_dict(new BinaryReader(stream));
        Assert.That(resumed.state_dict().State[0].ApproximatelyEquals(optimizer.state_dict().State[0]));

        var third = nn.Parameter(first.detach().clone());
        using var copied = make(third);
        copied.load_state_dict(optimizer.state_dict());

        Train(first, optimizer, 3);
        Train(second, resumed, 3);
        Train(third, copied, 3);
        Assert.That(second.detach().Equals(first.detach()));
        Assert.That(third.detach().Equals(first.detach()));
    }

    [TestCaseSource(nameof(Optimizers))]
    public void AnInitializedStateStepsAsAFreshOne(Func<Parameter, OptimizerHelper> make)
    {
        using var scope = NewDisposeScope();
        var used = nn.Parameter(tensor(new[] { 1.0, -2.0 }));
        using var optimizer = make(used);
        Train(used, optimizer, 3);
        optimizer.state_dict().State[0].Initialize(optimizer.state_dict().Options[0]);

        var other = nn.Parameter(used.detach().clone());
        using var fresh = make(other);
        Train(used, optimizer, 3);
        Train(other, fresh, 3);
        Assert.That(used.detach().Equals(other.detach()));
    }

    [Test]
    public void StateOfAnotherKindIsRefused()
    {
        using var p = nn.Parameter(ones(1));
        using var q = nn.Parameter(ones(1));
        using var sgd = torch.optim.SGD([p], 0.1);
        using var adam = torch.optim.Adam([p]);
        using var two = torch.optim.SGD([p, q], 0.1);
        using var stream = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.That(() => sgd.load_state_dict(new BinaryReader(stream)), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => sgd.load_state_dict(two.state_dict()), Throws.ArgumentException);
    }

    [Test]
    public void StateSurvivesScopesAndGoesWithItsOptimizer()
    {
        using var p = nn.Parameter(ones(1));
        var optimizer = torch.optim.SGD([p], 0.1, 0.9);
        using (NewDisposeScope())
            Train(p, optimizer, 1);
        var velocity = ((SGD.State)optimizer.state_dict().State[0]).momentum_buffer!;
        Assert.That(velocity.IsInvalid, Is.False);
        optimizer.Dispose();
        Assert.That(velocity.IsInvalid);
        Assert.That(p.IsInvalid, Is.False);
    }

    private static void Train(Parameter p, torch.optim.Optimizer optimizer, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            p.pow(4).sum().backward();
            optimizer.step();
        }
    }
}
