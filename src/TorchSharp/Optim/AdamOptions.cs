namespace TorchSharp.Modules;

/// <summary>What can be set for a group of <see cref="Adam"/> or <see cref="AdamW"/>. What is null takes the optimizer's.</summary>
public abstract class AdamOptions : OptimizerOptions
{
    /// <summary>The decay of the gradient's mean.</summary>
    public double? beta1;

    /// <summary>The decay of the gradient's squared mean.</summary>
    public double? beta2;

    /// <summary>The weight decay.</summary>
    public double? weight_decay;

    /// <summary>What is added to the root.</summary>
    public double? eps;

    /// <summary>Whether the largest squared mean so far is used.</summary>
    public bool? amsgrad;

    /// <summary>Whether the loss is made large instead.</summary>
    public bool? maximize;

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(beta1!.Value);
        writer.Write(beta2!.Value);
        writer.Write(eps!.Value);
        writer.Write(weight_decay!.Value);
        writer.Write(amsgrad!.Value);
        writer.Write(maximize!.Value);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        beta1 = reader.ReadDouble();
        beta2 = reader.ReadDouble();
        eps = reader.ReadDouble();
        weight_decay = reader.ReadDouble();
        amsgrad = reader.ReadBoolean();
        maximize = reader.ReadBoolean();
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        var options = (AdamOptions)source;
        (beta1, beta2, weight_decay) = (options.beta1, options.beta2, options.weight_decay);
        (eps, amsgrad, maximize) = (options.eps, options.amsgrad, options.maximize);
    }

    internal void FillFrom(AdamOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        beta1 ??= defaults.beta1;
        beta2 ??= defaults.beta2;
        weight_decay ??= defaults.weight_decay;
        eps ??= defaults.eps;
        amsgrad ??= defaults.amsgrad;
        maximize ??= defaults.maximize;
        InitialLearningRate = LearningRate!.Value;
    }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    internal void Check()
    {
        if (LearningRate < 0)
            throw new ArgumentException($"Invalid learning rate: {LearningRate}");
        if (eps < 0)
            throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weight_decay < 0)
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
    }
}
