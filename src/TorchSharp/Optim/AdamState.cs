using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The moments of one parameter's gradient in <see cref="Adam"/> or <see cref="AdamW"/>.</summary>
public abstract class AdamState : OptimizerState, IDisposable
{
    private static readonly Op Sum = new("aten::add", "Tensor");
    private static readonly Op AddScaled = new("aten::add_", "Tensor");
    private static readonly Op Scale = new("aten::mul_", "Scalar");
    private static readonly Op AddSquare = new("aten::addcmul_");
    private static readonly Op AddRatio = new("aten::addcdiv_");
    private static readonly Op Root = new("aten::sqrt");
    private static readonly Op Shift = new("aten::add_", "Scalar");
    private static readonly Op Larger = new("aten::maximum", "out");
    private static readonly Op Negate = new("aten::neg");

    /// <summary>How many steps were made.</summary>
    public long step;

    /// <summary>The decaying mean of the gradient; null before the first step.</summary>
    public Tensor? exp_avg;

    /// <summary>The decaying mean of its square; null before the first step.</summary>
    public Tensor? exp_avg_sq;

    /// <summary>The largest of those so far, where it is used.</summary>
    public Tensor? max_exp_avg_sq;

    private protected AdamState(Parameter parameter)
        : base(parameter)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        exp_avg?.Dispose();
        exp_avg_sq?.Dispose();
        max_exp_avg_sq?.Dispose();
    }

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        step = 0;
        CopyOptional(ref exp_avg, null);
        CopyOptional(ref exp_avg_sq, null);
        CopyOptional(ref max_exp_avg_sq, null);
    }

    /// <inheritdoc/>
    public override void to(Device device)
    {
        MoveOptional(ref exp_avg, device);
        MoveOptional(ref exp_avg_sq, device);
        MoveOptional(ref max_exp_avg_sq, device);
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        Begin();
        writer.Write(step);
        exp_avg!.Save(writer);
        exp_avg_sq!.Save(writer);
        WriteOptional(writer, max_exp_avg_sq);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        Begin();
        step = reader.ReadInt64();
        StateFile.ReadTensorInto(reader, exp_avg!, nameof(exp_avg));
        StateFile.ReadTensorInto(reader, exp_avg_sq!, nameof(exp_avg_sq));
        ReadOptional(reader, ref max_exp_avg_sq, nameof(max_exp_avg_sq));
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var state = (AdamState)source;
        step = state.step;
        CopyOptional(ref exp_avg, state.exp_avg);
        CopyOptional(ref exp_avg_sq, state.exp_avg_sq);
        CopyOptional(ref max_exp_avg_sq, state.max_exp_avg_sq);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other)
        => other is AdamState state && step == state.step && NearlyEqual(exp_avg, state.exp_avg)
            && NearlyEqual(exp_avg_sq, state.exp_avg_sq) && NearlyEqual(max_exp_avg_sq, state.max_exp_avg_sq);

    /// <summary>Changes the parameter once: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², p ← p − η·m̂ / (√v̂ + ε).</summary>
    /// <param name="options">The group's options, all set.</param>
    /// <param name="decoupled">Whether weights decay by themselves and not through the gradient.</param>
    internal void Update(AdamOptions options, bool decoupled)
    {
        var parameter = Parameter!;
        var gradient = parameter.grad;
        if (gradient is null)
            return;
        var (rate, beta1, beta2, decay) = (options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.weight_decay!.Value);
        if (options.maximize!.Value)
            gradient = Negate.Call(gradient);
        if (decay != 0 && decoupled)
            Scale.CallInPlace(parameter, 1 - rate * decay);
        else if (decay != 0)
            gradient = Sum.Call(gradient, parameter, decay);

        Begin();
        step++;
        Scale.CallInPlace(exp_avg, beta1);
        AddScaled.CallInPlace(exp_avg, gradient, 1 - beta1);
        Scale.CallInPlace(exp_avg_sq, beta2);
        AddSquare.CallInPlace(exp_avg_sq, gradient, gradient, 1 - beta2);
        var square = exp_avg_sq!;
        if (options.amsgrad!.Value)
        {
            max_exp_avg_sq ??= Allocation.Like(parameter);
            Larger.CallInPlace(max_exp_avg_sq, square, max_exp_avg_sq);
            square = max_exp_avg_sq;
        }

        var root = Root.Call(square);
        Scale.CallInPlace(root, 1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
        Shift.CallInPlace(root, options.eps!.Value);
        AddRatio.CallInPlace(parameter, exp_avg, root, -rate / (1 - Math.Pow(beta1, step)));
    }

    private void Begin()
    {
        exp_avg ??= Allocation.Like(Parameter!);
        exp_avg_sq ??= Allocation.Like(Parameter!);
    }
}
