const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Where an object of a public bucket is to be had. A bucket whose name has dots goes into the path: no certificate covers it as a host.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Url(bucket: string, key: string, region?: string): URL {
  const service = region === undefined ? 's3.amazonaws.com' : `s3.${region}.amazonaws.com`;
  const path = key.split('/').map(encodeURIComponent).join('/');
  return new URL(bucket.includes('.') ? `https://${service}/${bucket}/${path}` : `https://${bucket}.${service}/${path}`);
}

/** S3 names the region of a bucket that is elsewhere in a header, without a Location. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function otherRegion(from: URL, response: Response): URL | undefined {
  const region = response.headers.get('x-amz-bucket-region') ?? '';
  if (!REGION.test(region)) return undefined;
  const to = new URL(from);
  to.hostname = from.hostname.replace(/(^|\.)s3(\.[a-z0-9-]+)?\.amazonaws\.com$/, `$1s3.${region}.amazonaws.com`);
  return to;
}
