namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>A likely cause, and what the teacher reaches where it is taken for true.</summary>
/// <param name="Given">The images that it saw.</param>
/// <param name="Order">The logit of each class of the data, where another order than the recipe's was taken; null else.</param>
/// <param name="Accuracy">Top-1.</param>
/// <param name="Loss">Mean cross-entropy under that order: it tells normalisations apart that give the same top-1.</param>
/// <param name="Count">Images that were counted.</param>
internal sealed record Trial(TrialInput Given, int[]? Order, double Accuracy, double Loss, int Count)
{
    /// <summary>How much is otherwise than in the recipe.</summary>
    public int ChangeCount => Given.Changes.Count + (Order is null ? 0 : 1);
}
