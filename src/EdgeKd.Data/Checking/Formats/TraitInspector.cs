namespace EdgeKd.Data.Checking;

/// <summary>Finds what the header of a picture says that few expect.</summary>
internal static class TraitInspector
{
    public static IEnumerable<Finding> Inspect(string name, PictureTraits traits)
    {
        if (traits.ExifOrientation != Exif.Upright) yield return FindingKinds.ExifOrientation.Of($"its orientation is {traits.ExifOrientation}", name);
        if (traits.Colours == ColourModel.Grey) yield return FindingKinds.Grey.Of("it has one channel of colour", name);
        if (traits.Colours == ColourModel.Cmyk) yield return FindingKinds.Cmyk.Of("it has four channels of colour", name);
        if (traits.HasAlpha) yield return FindingKinds.Alpha.Of("it has a channel or a colour of transparency", name);
        if (traits.BitsPerChannel > 8) yield return FindingKinds.SixteenBit.Of($"it has {traits.BitsPerChannel} bits a channel", name);
        if (traits.IsAnimated) yield return FindingKinds.Animated.Of("it has several frames, of which the first is used", name);
    }
}
