namespace EdgeKd.Data;

/// <summary>How often the images of each class are drawn into an epoch; an epoch is as long as the set in any case.</summary>
/// <remarks>
/// A class of n images gets a share of the labelled draws that grows as n^q: q = 1, ½ and 0 in the order below
/// (Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", 2020, section 4.1).
/// </remarks>
public enum ClassSampling
{
    /// <summary>Every image once an epoch, so each class as often as it is in the set.</summary>
    Proportional,

    /// <summary>Each class by the square root of its number of images: between the other two.</summary>
    SquareRoot,

    /// <summary>Every class equally often, expected over epochs.</summary>
    Balanced,
}
