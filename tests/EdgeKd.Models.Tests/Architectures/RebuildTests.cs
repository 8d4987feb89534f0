using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Architectures;

[TestFixture]
[NonParallelizable]
public class RebuildTests
{
    private static IEnumerable<string> ModelNames => ModelZoo.Names.Where(name => name is not ("resnet56" or "resnet110"));

    [TestCaseSource(nameof(ModelNames))]
    public void TheIdentityKeepsNamesTensorsStagesAndLogits(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = SmallModels.Create(name);
        model.eval();
        var rebuilt = model.Rebuild(layer => layer);
        rebuilt.eval();

        Assert.That(rebuilt, Is.TypeOf(model.GetType()).And.Not.SameAs(model));
        Assert.That(rebuilt.ArchitectureName, Is.EqualTo(model.ArchitectureName));
        Assert.That(rebuilt.ClassCount, Is.EqualTo(model.ClassCount));
        Assert.That(rebuilt.Stages.Select(stage => stage.Name), Is.EqualTo(model.Stages.Select(stage => stage.Name)));
        Assert.That(rebuilt.named_modules().Select(child => child.name), Is.EqualTo(model.named_modules().Select(child => child.name)));
        var (state, rebuiltState) = (StateDictionary.Of(model), StateDictionary.Of(rebuilt));
        Assert.That(rebuiltState.Select(entry => entry.Key), Is.EqualTo(state.Select(entry => entry.Key)));
        Assert.That(rebuiltState.Zip(state).All(pair => ReferenceEquals(pair.First.Value, pair.Second.Value)), Is.True, "no weight is drawn anew");

        var images = rand([2, 3, 32, 32]);
        Assert.That(rebuilt.call(images).data<float>().ToArray(), Is.EqualTo(model.call(images).data<float>().ToArray()));
    }

    [TestCaseSource(nameof(ModelNames))]
    public void EveryLeafIsVisitedOnceInTheOrderOfComputation(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = SmallModels.Create(name);
        List<nn.Module> visited = [];
        model.Rebuild(layer =>
        {
            visited.Add(layer);
            return layer;
        });

        // The branches of a branched convolution are one layer.
        var branched = model.modules().OfType<BranchedBlock>().Select(block => block.Convolution).ToArray();
        var withinBranches = branched.SelectMany(convolution => convolution.modules()).ToHashSet<nn.Module>(ReferenceEqualityComparer.Instance);
        nn.Module[] leaves = [.. branched, .. model.modules().Where(module => module is not (Block or Sequential) && !withinBranches.Contains(module))];
        Assert.That(visited, Is.EquivalentTo(leaves).Using<nn.Module>(ReferenceEquals));

        List<nn.Module> computed = [];
        foreach (var leaf in leaves.Cast<nn.Module<Tensor, Tensor>>())
        {
            leaf.register_forward_hook((module, _, output) =>
            {
                computed.Add(module);
                return output;
            });
        }

        model.eval();
        model.call(rand([1, 3, 32, 32]));
        Assert.That(model.Stages.SelectMany(stage => Leaves(stage.Module)), Is.EqualTo(visited).Using<nn.Module>(ReferenceEquals), "the parts of the blocks");
        Assert.That(visited, Is.EqualTo(computed).Using<nn.Module>(ReferenceEquals));
    }

    private static IEnumerable<nn.Module> Leaves(nn.Module module) => module switch
    {
        Block block => block.Parts.SelectMany(Leaves),
        Sequential sequence => sequence.children().SelectMany(Leaves),
        _ => [module],
    };

    [TestCaseSource(nameof(ModelNames))]
    public void AReplacedLeafComputesAndIsRegistered(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = SmallModels.Create(name);
        var replaced = 0;
        using var rebuilt = model.Rebuild(layer =>
        {
            switch (layer)
            {
                case Conv2d or Linear:
                    return layer;
                case BatchNorm2d:
                    return nn.Identity();
                case BranchedConvolution branched:
                    return PlainOf(branched);
                case ReLU or ReLU6 or Hardswish:
                    replaced++;
                    return nn.Tanh();
                default:
                    return layer;
            }
        });
        Assert.That(rebuilt.modules().OfType<BatchNorm2d>(), Is.Empty);
        Assert.That(rebuilt.modules().OfType<Tanh>().Count(), Is.EqualTo(replaced).And.GreaterThan(0));
        var mapBefore = new Dictionary<string, Tensor>();
        rebuilt.eval();

        // The stem of a pre-activation network is linear.
        var activated = rebuilt.Stages[0].Module is Conv2d ? "relu" : rebuilt.Stages[0].Name;
        rebuilt.ForwardWithFeatures(randn([1, 3, 32, 32]) * 100, [activated], mapBefore);
        Assert.That(mapBefore[activated].abs().max().item<float>(), Is.LessThanOrEqualTo(1), "the stage ends in the replacement");
    }

    private static Conv2d PlainOf(BranchedConvolution branched)
    {
        var (kernel, stride) = (branched.KernelSize[0], branched.Stride[0]);
        return nn.Conv2d(branched.InputChannels, branched.OutputChannels, kernel, stride: stride, padding: kernel / 2, groups: branched.Groups);
    }

    [Test]
    public void ASequenceWithinASequenceKeepsItsNames()
    {
        using var sequence = nn.Sequential(("a", nn.Sequential(("b", nn.Linear(2, 2)))), ("c", nn.ReLU()));
        var rebuilt = sequence.Rebuild(layer => layer is Linear ? nn.Identity() : layer);
        Assert.That(rebuilt.named_modules().Select(child => child.name), Is.EqualTo(sequence.named_modules().Select(child => child.name)).And.Contain("a.b"));
        Assert.That(rebuilt.modules().OfType<Identity>(), Has.Exactly(1).Items);
    }
}
