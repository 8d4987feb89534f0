namespace EdgeKd.Models;

/// <summary>What a network costs.</summary>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates of convolutions and linear layers for one image; normalisation, activations and additions are not counted.</param>
public sealed record ModelCostReport(long Parameters, long Macs);
