using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>An image classifier: N×3×H×W images in, N×K logits out, computed by a chain of named stages.</summary>
/// <remarks>
/// The chain is the whole network: pooling, flattening and the classifier are stages too, so whoever walks
/// <see cref="Stages"/> (an exporter, a cost report, a reparameterization rule) sees every computation.
/// Intermediate tensors are released while the network runs; autograd keeps what it needs itself.
/// Not thread safe in training mode.
/// </remarks>
public abstract class ImageClassifier : nn.Module<Tensor, Tensor>
{
    /// <param name="name">The architecture's name, for messages.</param>
    /// <param name="classCount">K, the number of logits.</param>
    protected ImageClassifier(string name, int classCount)
        : base(name)
    {
        ArchitectureName = name;
        ClassCount = classCount;
    }

    /// <summary>The architecture's name as in <see cref="ModelZoo.Names"/>.</summary>
    public string ArchitectureName { get; }

    /// <summary>K, the number of logits.</summary>
    public int ClassCount { get; }

    /// <summary>The chain, first to last. Its composition is the network.</summary>
    public abstract IReadOnlyList<Stage> Stages { get; }

    /// <summary>The same network, stages and registered names, with every leaf layer replaced; no weight is drawn anew.</summary>
    /// <param name="layer">
    /// Called once a leaf (convolution, normalisation, linear layer, activation, pooling, …) in the order of computation; gives
    /// what stands in its place, which may be the leaf itself. The two networks then share it, and disposing of one takes it
    /// from the other.
    /// </param>
    /// <returns>A new network. It is in training mode, as all new modules are; the leaves keep their modes and weights.</returns>
    public abstract ImageClassifier Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer);

    /// <summary>Runs the chain.</summary>
    /// <param name="input">N×3×H×W images.</param>
    /// <returns>N×K logits, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The tensor is not N×3×H×W.</exception>
    public sealed override Tensor forward(Tensor input) => RunStages(input, [], null);

    /// <summary>Runs the chain and keeps the outputs of the named stages.</summary>
    /// <param name="images">N×3×H×W images.</param>
    /// <param name="names">Stage names, e.g. <c>layer2</c> or <c>features.6</c>.</param>
    /// <param name="features">Receives one tensor a name; owned by the caller's dispose scope.</param>
    /// <returns>N×K logits, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A name is no stage, or the images are not N×3×H×W.</exception>
    public Tensor ForwardWithFeatures(Tensor images, IReadOnlyCollection<string> names, IDictionary<string, Tensor> features)
    {
        foreach (var name in names)
        {
            StageNamed(name);
        }

        return RunStages(images, names, features);
    }

    /// <summary>
    /// Calls a function with a stage's pre-activation each time the network runs: what its last activation takes, or its output
    /// where it ends linear. Networks whose blocks begin with the activation say so.
    /// </summary>
    /// <param name="stage">A stage's name.</param>
    /// <param name="observe">As in <see cref="PreActivation.Observe"/>.</param>
    /// <returns>Ends it.</returns>
    /// <exception cref="ArgumentException">The network has no such stage.</exception>
    public virtual Action ObservePreActivation(string stage, Action<Tensor> observe) => PreActivation.Observe(StageNamed(stage).Module, observe);

    /// <summary>Does nothing: children are registered one by one, under the names that checkpoints carry.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    private Stage StageNamed(string name) => Stages.FirstOrDefault(stage => stage.Name == name) ?? throw new ArgumentException(
        $"{ArchitectureName} has no stage '{name}': use {NearestNames.Describe(name, Stages.Select(stage => stage.Name))}.");

    private Tensor RunStages(Tensor images, IReadOnlyCollection<string> names, IDictionary<string, Tensor>? features)
    {
        RequireImages(images);
        using var scope = NewDisposeScope();
        var current = images;
        var currentIsOurs = false;
        foreach (var stage in Stages)
        {
            var next = stage.Module.call(current);

            // Released at once rather than with the scope: a deep network would otherwise hold every map until the end.
            if (currentIsOurs && !ReferenceEquals(current, next))
            {
                current.Dispose();
            }

            current = next;
            currentIsOurs = true;
            if (features is not null && names.Contains(stage.Name))
            {
                features[stage.Name] = next.MoveToOuterDisposeScope();
                currentIsOurs = false;
            }
        }

        return currentIsOurs ? current.MoveToOuterDisposeScope() : current;
    }

    private void RequireImages(Tensor images)
    {
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3)
        {
            throw new ArgumentException(
                $"{ArchitectureName} takes N×3×H×W images and was given {string.Join('×', shape)}: add the batch dimension or convert to RGB.",
                nameof(images));
        }
    }
}
