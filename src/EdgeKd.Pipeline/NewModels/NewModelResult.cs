namespace EdgeKd.Pipeline.NewModels;

/// <summary>What was written for a new model.</summary>
/// <param name="RecipePath">The recipe.</param>
/// <param name="PolicyPath">The policy.</param>
/// <param name="Written">Every file, in the order of writing.</param>
/// <param name="Notes">What was found or chosen, and what the user should look at; a line each.</param>
public sealed record NewModelResult(string RecipePath, string PolicyPath, IReadOnlyList<string> Written, IReadOnlyList<string> Notes);
