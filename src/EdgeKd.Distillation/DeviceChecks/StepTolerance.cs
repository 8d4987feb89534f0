namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>How far a device may be from the processor, as shares: ‖difference‖₂ / ‖processor's‖₂ of the tensor that differs most.</summary>
/// <param name="Losses">Of losses and logits.</param>
/// <param name="Gradients">Of the parameters' gradients.</param>
/// <param name="Moves">Of what a step does to weights and statistics.</param>
public sealed record StepTolerance(double Losses, double Gradients, double Moves)
{
    /// <summary>
    /// Between two float32 computations whose sums run in another order. One thread of a processor against two differs by 2e-7,
    /// 1e-5 (within GPD, whose branches cancel, 3e-4) and 4e-6.
    /// </summary>
    public static StepTolerance Float32 { get; } = new(1e-4, 1e-2, 1e-3);

    /// <summary>Between bfloat16, with 8 bits of precision, and float32: on a processor 1e-2, 0.4 and 0.3. A gradient that is missing is off by 1.</summary>
    public static StepTolerance BFloat16 { get; } = new(3e-2, 0.7, 0.7);
}
