namespace EdgeKd.Distillation.Distillers;

/// <summary>The numbers that the trained network computes with.</summary>
public enum TrainingPrecision
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>Convolutions and matrix products in bfloat16, by autocast; weights, gradients, losses and teacher in float32.</summary>
    BFloat16,
}
