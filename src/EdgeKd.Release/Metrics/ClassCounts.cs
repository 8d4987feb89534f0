namespace EdgeKd.Release;

/// <summary>Images of each class, and how they were answered.</summary>
/// <param name="Labelled">Images of each class.</param>
/// <param name="Answered">Images that were taken for each class.</param>
/// <param name="Right">Images of each class that were recognised.</param>
internal readonly record struct ClassCounts(int[] Labelled, int[] Answered, int[] Right)
{
    public static ClassCounts Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        var counts = new ClassCounts(new int[answers.Classes], new int[answers.Classes], new int[answers.Classes]);
        foreach (var image in images)
        {
            int label = answers.Label(image), answer = answers.Answer(image);
            counts.Labelled[label]++;
            counts.Answered[answer]++;
            if (label == answer)
                counts.Right[label]++;
        }

        return counts;
    }
}
