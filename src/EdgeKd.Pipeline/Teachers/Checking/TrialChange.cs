namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>Something that a teacher may have been trained on otherwise than the recipe says.</summary>
/// <param name="Cause">What follows "it was trained on".</param>
/// <param name="Given">How the trial gave it that, before "it reaches".</param>
/// <param name="Remedy">Recipe key and value that give it that.</param>
internal sealed record TrialChange(string Cause, string Given, string Remedy);
