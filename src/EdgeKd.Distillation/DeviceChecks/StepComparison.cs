namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>How far a device's training steps are from the processor's: the largest of each kind.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Losses">The largest relative difference of losses and logits.</param>
/// <param name="Gradients">That of the gradients.</param>
/// <param name="Moves">That of the way that weights and statistics went in three steps.</param>
/// <param name="Problem">What is wrong, in one line; <c>null</c> where all is within the tolerance.</param>
public sealed record StepComparison(string Name, double Losses, double Gradients, double Moves, string? Problem)
{
    /// <summary>Whether the device does this step right.</summary>
    public bool Passed => Problem is null;
}
