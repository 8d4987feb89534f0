using EdgeKd.Pipeline.Preflighting;

namespace EdgeKd.Pipeline.Planning;

/// <summary>One student of a plan.</summary>
/// <param name="Model">The network's name in the zoo.</param>
/// <param name="Width">Factor on the number of channels.</param>
/// <param name="ImageSize">Side of the input, in pixels.</param>
/// <param name="Student">What was measured of it; null where it cannot run.</param>
/// <param name="Precision">The precision that keeps the budget, the fastest of several; null where none does.</param>
/// <param name="Fault">Why it is not within the budget; null where it is.</param>
/// <param name="RecipePath">The recipe that was written for it.</param>
public sealed record PlannedStudent(
    string Model, double Width, int ImageSize, UntrainedStudent? Student, string? Precision, string? Fault = null, string? RecipePath = null)
{
    /// <summary>What was measured of it on the target of the plan.</summary>
    public IReadOnlyList<UntrainedModel> Models => Student is null ? [] : Student.Targets is [var target] ? target.Models : Student.Models;

    /// <summary>Whether it is within the budget.</summary>
    public bool Fits => Precision is not null;
}
