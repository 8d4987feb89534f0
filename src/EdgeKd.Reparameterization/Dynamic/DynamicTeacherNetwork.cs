using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>
/// Two networks over one set of parameters: the dynamic teacher, r times as wide, and the student, which is the first
/// channel block of every tensor. What one learns is at once in the other.
/// </summary>
/// <remarks>
/// <para>
/// Guo et al., "Gap Preserving Distillation by Building Bidirectional Mappings with a Dynamic Teacher" (2025). Made by
/// <see cref="InverseReparameterization.Expand(ImageClassifier, ExpansionOptions)"/>. Activations are at the student's own
/// scale: right after the expansion every hidden map of the teacher is the student's map r times over along the channels,
/// so that activations, gates, residual sums and pooling need no change.
/// </para>
/// <para>
/// Its plain <c>forward</c> is the student's. Stage and parameter names are the student's; a convolution with branches has
/// <c>branch.*</c> instead of <c>weight</c>, a batch norm <c>student_running_mean</c> and <c>student_running_var</c> beside
/// the teacher's statistics. Scale, shift and weights are shared; statistics are not, because the two see other activations
/// as soon as training has begun. Not safe for use by several threads at once.
/// </para>
/// </remarks>
public sealed class DynamicTeacherNetwork : ImageClassifier
{
    private readonly ImageClassifier structure;
    private readonly ActiveChannels channels;

    internal DynamicTeacherNetwork(ImageClassifier structure, ActiveChannels channels, int ratio)
        : base(structure.ArchitectureName, structure.ClassCount)
    {
        (this.structure, this.channels, Ratio) = (structure, channels, ratio);
        foreach (var (name, module) in structure.named_children())
        {
            register_module(name, module);
        }
    }

    /// <summary>r, how many times as wide as the student the teacher is.</summary>
    public int Ratio { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Stage> Stages => structure.Stages;

    /// <summary>Runs one of the two networks.</summary>
    /// <param name="images">N×3×H×W images.</param>
    /// <param name="mode">Which one. In training mode it normalises with its own batch statistics and updates its own running ones.</param>
    /// <returns>N×K logits, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The tensor is not N×3×H×W.</exception>
    public Tensor Forward(Tensor images, ChannelMode mode)
    {
        var outer = channels.Mode;
        channels.Mode = mode;
        try
        {
            return call(images);
        }
        finally
        {
            channels.Mode = outer;
        }
    }

    /// <inheritdoc/>
    public override Action ObservePreActivation(string stage, Action<Tensor> observe) => structure.ObservePreActivation(stage, observe);

    /// <summary>
    /// Channel-branch reparameterization: the student alone, as a network of stock layers. Needs no training afterwards.
    /// </summary>
    /// <remarks>
    /// Every weight is the first block, rescaled; branches are sliced, then merged to one kernel; what a block adds before a
    /// batch norm is folded into its running mean; the statistics are the student's own. Draws no random number. Layers
    /// without parameters (activations, pooling) are shared with this network.
    /// </remarks>
    /// <returns>A new network of the student's class with tensors of its own; every layer in the training or evaluation mode that it has here.</returns>
    public ImageClassifier Extract()
    {
        using var scope = NewDisposeScope();
        var generator = get_rng_state();
        var student = structure.Rebuild(leaf => leaf is IDynamicLayer layer ? layer.CreateStock() : leaf);

        // Layers draw weights when they are made; these are overwritten, and a training continues as if there had been none.
        set_rng_state(generator);
        CollapseInto(student);
        var modes = LeafLayers.Of(structure).Select(leaf => leaf.training).ToArray();
        student.train(training);
        foreach (var (leaf, mode) in LeafLayers.Of(student).Zip(modes))
        {
            leaf.train(mode);
        }

        return student;
    }

    /// <summary>As <see cref="Extract"/>, with the branches of each convolution as convolutions of their own whose outputs are summed.</summary>
    /// <remarks>To look at, measure or export what is trained; it computes what <see cref="Extract"/> gives, but for rounding.</remarks>
    public ImageClassifier ExtractWithBranches()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var merged = Extract();
        var generator = get_rng_state();
        using var own = LeafLayers.Of(structure).GetEnumerator();
        var student = merged.Rebuild(leaf => own.MoveNext() && own.Current is DynamicConvolution { HasBranches: true } conv ? conv.Spread((Conv2d)leaf) : leaf);
        set_rng_state(generator);

        // The new network would set the mode of the layers that it shares.
        var modes = LeafLayers.Of(merged).Select(leaf => (Leaf: leaf, leaf.training)).ToArray();
        student.train(training);
        foreach (var (leaf, mode) in modes)
        {
            leaf.train(mode);
        }

        return student;
    }

    /// <summary>As <see cref="Extract"/>, into a network that exists.</summary>
    /// <param name="student">A network of the student's structure, such as the one that was expanded; its tensors are overwritten.</param>
    /// <exception cref="ArgumentException">Its layers are not those of the student.</exception>
    public void CollapseInto(ImageClassifier student)
    {
        ArgumentNullException.ThrowIfNull(student);
        var (own, stock) = (LeafLayers.Of(structure), LeafLayers.Of(student));
        if (own.Count != stock.Count)
        {
            throw new ArgumentException(
                $"{student.ArchitectureName} has {stock.Count} layers, and the student of this {ArchitectureName} has {own.Count}: give a network built as the student was.");
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (layer, target) in own.Zip(stock))
        {
            (layer as IDynamicLayer)?.CollapseInto(target);
        }
    }

    /// <inheritdoc/>
    public override DynamicTeacherNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(structure.Rebuild(layer), channels, Ratio);
}
