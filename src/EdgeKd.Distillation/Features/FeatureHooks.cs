using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Features;

/// <summary>Reads the outputs of named modules of a network while it runs, by forward hooks: the network needs no change.</summary>
/// <remarks>
/// A name is a stage's (<c>layer2</c>, <c>features.6</c>), any module's path in the network (<c>features.6.conv.0</c>), either
/// followed by <see cref="PreActivation.Suffix"/> for what it gives before its last activation (<c>layer2:preact</c>), or
/// <see cref="Pooled"/>. What is read is a copy that carries the gradient: blocks may add to their parts' outputs in place
/// afterwards. Dispose removes the hooks. Not safe for use by several threads at once.
/// </remarks>
public sealed class FeatureHooks : IDisposable
{
    /// <summary>The name of the last stage's input: the pooled, flattened N×C feature that the classifier sees.</summary>
    public const string Pooled = "pooled";

    private readonly ImageClassifier network;
    private readonly List<Action> removals = [];
    private Dictionary<string, Tensor>? running;

    /// <summary>Hooks the named modules.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">Names; may be empty.</param>
    /// <exception cref="ArgumentException">The network has no module of such a name; the nearest are given.</exception>
    public FeatureHooks(ImageClassifier network, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(names);
        this.network = network;
        foreach (var name in names.Distinct())
        {
            removals.Add(Hook(name));
        }
    }

    /// <summary>Runs the network and reads the named features.</summary>
    /// <param name="images">N×3×H×W images.</param>
    /// <param name="forward">How the network runs: its own <c>forward</c>, or one of its modes.</param>
    /// <returns>Logits and features, owned by the caller's dispose scope.</returns>
    public NetworkOutput Run(Tensor images, Func<Tensor, Tensor> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        using var scope = NewDisposeScope();
        var features = running = [];
        try
        {
            var logits = forward(images);
            return new NetworkOutput(logits.MoveToOuterDisposeScope(), features);
        }
        finally
        {
            running = null;
            scope.Attach(features.Values);
            scope.MoveToOuter(features.Values);
        }
    }

    /// <summary>The features' shapes without the batch, from one run on a blank image in evaluation mode.</summary>
    /// <param name="imageSize">Side of the square image in pixels.</param>
    /// <param name="forward">How the network runs.</param>
    public IReadOnlyDictionary<string, long[]> MeasureShapes(int imageSize, Func<Tensor, Tensor> forward)
    {
        if (removals.Count == 0)
        {
            return new Dictionary<string, long[]>();
        }

        var training = network.training;
        network.eval();
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var like = network.parameters().First();
            var blank = zeros([1, 3, imageSize, imageSize], dtype: like.dtype, device: like.device);
            return Run(blank, forward).Features.ToDictionary(f => f.Key, f => f.Value.shape[1..]);
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>Removes the hooks.</summary>
    public void Dispose()
    {
        foreach (var remove in removals)
        {
            remove();
        }

        removals.Clear();
    }

    private Action Hook(string name)
    {
        if (name == Pooled)
        {
            return network.Stages[^1].Module.register_forward_pre_hook((_, input) =>
            {
                Keep(name, input);
                return input;
            }).remove;
        }

        if (name.EndsWith(PreActivation.Suffix, StringComparison.Ordinal))
        {
            var bare = name[..^PreActivation.Suffix.Length];
            return network.Stages.Any(stage => stage.Name == bare)
                ? network.ObservePreActivation(bare, tensor => Keep(name, tensor))
                : PreActivation.Observe(Find(network, bare), tensor => Keep(name, tensor));
        }

        return Find(network, name).register_forward_hook((_, _, output) =>
        {
            Keep(name, output);
            return output;
        }).remove;
    }

    // The scope in which a module runs ends before Run does.
    private void Keep(string name, Tensor feature)
    {
        if (running is not null)
        {
            running[name] = feature.clone().DetachFromDisposeScope();
        }
    }

    private static nn.Module<Tensor, Tensor> Find(ImageClassifier network, string name)
    {
        if (network.Stages.FirstOrDefault(stage => stage.Name == name) is { } stage)
        {
            return stage.Module;
        }

        foreach (var (path, module) in network.named_modules())
        {
            if (path == name && module is nn.Module<Tensor, Tensor> found)
            {
                return found;
            }
        }

        string[] known = [Pooled, .. network.Stages.Select(s => s.Name), .. network.named_modules().Select(m => m.name)];
        throw new ArgumentException(
            $"{network.ArchitectureName} has no feature '{name}': use {NearestNames.Describe(name, known.Distinct())}.");
    }
}
